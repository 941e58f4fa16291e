print(pcall(utf8.len, "abc", 5))
print(pcall(utf8.len, "abc", 1, 4))
print(pcall(utf8.len, "abc", -4))
print(utf8.len("abc", 1, 0), utf8.len("abc", 3, 2), utf8.len("abc", 1, -1))
--> false	bad argument #2 to 'utf8.len' (initial position out of bounds)
--> false	bad argument #3 to 'utf8.len' (final position out of bounds)
--> false	bad argument #2 to 'utf8.len' (initial position out of bounds)
--> 0	0	3
