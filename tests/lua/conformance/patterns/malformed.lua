print(pcall(string.find, "a", "[a"))
print(pcall(string.find, "a", "[]"))
print(pcall(string.find, "a", "[^]"))
print(pcall(string.find, "a", "%"))
print(pcall(string.find, "a", "(a"))
print(pcall(string.find, "a", "a)"))
print(pcall(string.find, "a", "%f"))
print(pcall(string.find, "a", "%b"))
print(pcall(string.find, "a", "%bx"))
--> false	malformed pattern (missing ']')
--> false	malformed pattern (missing ']')
--> false	malformed pattern (missing ']')
--> false	malformed pattern (ends with '%')
--> false	unfinished capture
--> true	nil
--> false	missing '[' after '%f' in pattern
--> false	malformed pattern (missing arguments to '%b')
--> false	malformed pattern (missing arguments to '%b')
