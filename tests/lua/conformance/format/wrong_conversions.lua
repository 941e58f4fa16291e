print(pcall(string.format, "%y", 1))
print(pcall(string.format, "%", 1))
print(pcall(string.format, "%123d", 1))
print(pcall(string.format, "%.123d", 1))
print(pcall(string.format, "%#d", 1))
print(pcall(string.format, "%0s", "x"))
--> false	invalid conversion '%y' to 'format'
--> false	invalid conversion '%' to 'format'
--> false	invalid conversion specification: '%123d'
--> false	invalid conversion specification: '%.123d'
--> false	invalid conversion specification: '%#d'
--> false	invalid conversion specification: '%0s'
