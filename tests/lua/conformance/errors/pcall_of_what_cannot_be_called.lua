print(pcall(nil))
print(pcall(5, 1))
print(pcall({}))
print(pcall(pcall))
--> false	attempt to call a nil value
--> false	attempt to call a number value
--> false	attempt to call a table value
--> false	bad argument #1 to 'pcall' (value expected)
