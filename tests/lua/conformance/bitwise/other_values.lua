print(pcall(function() return nil & 1 end))
print(pcall(function() return 1 | {} end))
print(pcall(function() return ~"x" end))
--> false	test:1: attempt to perform bitwise operation on a nil value
--> false	test:2: attempt to perform bitwise operation on a table value
--> false	test:3: attempt to perform bitwise operation on a string value (constant 'x')
