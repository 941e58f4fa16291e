print(pcall(string.format, "%0123456789d", 1))
print(pcall(string.format, "%-+ #0z", 1))
print(pcall(string.format, "%llu", 1))
--> false	invalid conversion specification: '%0123456789d'
--> false	invalid conversion '%-+ #0z' to 'format'
--> false	invalid conversion '%l' to 'format'
