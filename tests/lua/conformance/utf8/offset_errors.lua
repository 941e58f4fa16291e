print(pcall(utf8.offset, "ä", 1, 2))
print(pcall(utf8.offset, "abc", 1, 5))
print(pcall(utf8.offset, "abc", 1, -4))
print(utf8.offset("abc", 5), utf8.offset("abc", -4))
--> false	initial position is a continuation byte
--> false	bad argument #3 to 'utf8.offset' (position out of bounds)
--> false	bad argument #3 to 'utf8.offset' (position out of bounds)
--> nil	nil
