print(pcall(function() error(42) end))
print(pcall(function() error("42") end))
--> false	42
--> false	test:2: 42
