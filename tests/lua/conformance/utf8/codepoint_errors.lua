print(pcall(utf8.codepoint, "abc", 4))
print(pcall(utf8.codepoint, "abc", 1, 4))
print(pcall(utf8.codepoint, "\xff"))
print(pcall(utf8.codepoint, ""))
--> false	bad argument #3 to 'utf8.codepoint' (out of bounds)
--> false	bad argument #3 to 'utf8.codepoint' (out of bounds)
--> false	invalid UTF-8 code
--> false	bad argument #3 to 'utf8.codepoint' (out of bounds)
