print(string.format("%c%c%c", 76, 117, 97), string.format("[%3c][%-3c]", 65, 65))
print(#string.format("%c", 0))
--> Lua	[  A][A  ]
--> 1
