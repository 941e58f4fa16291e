print(string.format("%q", math.mininteger), string.format("%q", math.huge))
print(string.format("%q", -math.huge))
print(pcall(string.format, "%q", {}))
print(pcall(string.format, "%5q", "x"))
--> 0x8000000000000000	1e9999
--> -1e9999
--> false	bad argument #2 to 'string.format' (value has no literal form)
--> false	specifier '%q' cannot have modifiers
