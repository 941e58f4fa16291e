print(pcall(function() return 1 // 0 end))
print(pcall(function() return 1 % 0 end))
local zero = 0
print(pcall(function() return 5 // zero, 5 % zero end))
--> false	test:1: attempt to divide by zero
--> false	test:2: attempt to perform 'n%0'
--> false	test:4: attempt to divide by zero
