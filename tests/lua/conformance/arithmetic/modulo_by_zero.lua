print(pcall(function() return 1 % 0 end))
local nan = 1.0 % 0
print(nan ~= nan)
--> false	test:1: attempt to perform 'n%0'
--> true
