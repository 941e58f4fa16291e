print(string.format("%x %X %o", 255, 255, 8))
print(string.format("%#x %#X %#o", 255, 255, 8))
print(string.format("[%6x][%-6x][%06x][%#06x]", 255, 255, 255, 255))
print(string.format("%x %o", -1, -1))
--> ff FF 10
--> 0xff 0XFF 010
--> [    ff][ff    ][0000ff][0x00ff]
--> ffffffffffffffff 1777777777777777777777
