print(pcall(string.rep, "x", 2^70))
print(pcall(function() return 1 << 0.5 end))
print(pcall(function() return 2.5 // 0 | 1 end))
--> false	bad argument #2 to 'string.rep' (number has no integer representation)
--> false	test:2: number has no integer representation
--> false	test:3: number has no integer representation
