print(string.char(72, 105), string.char() == "", #string.char(0, 255))
print(pcall(string.char, 256))
print(pcall(string.char, -1))
print(pcall(string.char, 65, "x"))
--> Hi	true	2
--> false	bad argument #1 to 'string.char' (value out of range)
--> false	bad argument #1 to 'string.char' (value out of range)
--> false	bad argument #2 to 'string.char' (number expected, got string)
