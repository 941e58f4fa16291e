print(pcall(function() return 1.5 & 1 end))
print(pcall(function() return 2^63 | 0 end))
print(pcall(function() return (0 / 0) ~ 1 end))
--> false	test:1: number has no integer representation
--> false	test:2: number has no integer representation
--> false	test:3: number has no integer representation
