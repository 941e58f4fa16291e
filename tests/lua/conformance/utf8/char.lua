print(utf8.char(72, 228, 8364, 128512), utf8.char() == "")
print(#utf8.char(127), #utf8.char(128), #utf8.char(2048), #utf8.char(65536), #utf8.char(0x7FFFFFFF))
print(pcall(utf8.char, -1))
print(pcall(utf8.char, 0x80000000))
--> Hä€😀	true
--> 1	2	3	4	6
--> false	bad argument #1 to 'utf8.char' (value out of range)
--> false	bad argument #1 to 'utf8.char' (value out of range)
