print(pcall(function() return "abc" + 1 end))
print(pcall(function() return 1 - "" end))
print(pcall(function() return {} * "2" end))
--> false	test:1: attempt to add a 'string' with a 'number'
--> false	test:2: attempt to sub a 'number' with a 'string'
--> false	test:3: attempt to mul a 'table' with a 'string'
