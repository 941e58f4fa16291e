print(("abcdef"):sub(2.0, "4"))
print(pcall(string.sub, "abc", 1.5))
print(pcall(string.sub, "abc", "x"))
--> bcd
--> false	bad argument #2 to 'string.sub' (number has no integer representation)
--> false	bad argument #2 to 'string.sub' (number expected, got string)
