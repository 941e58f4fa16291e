local n, flag, f = 5, true, print
print(pcall(function() return n.x end))
print(pcall(function() return flag.x end))
print(pcall(function() return f.x.y end))
print(pcall(function() return (1).x end))
--> false	test:2: attempt to index a number value (upvalue 'n')
--> false	test:3: attempt to index a boolean value (upvalue 'flag')
--> false	test:4: attempt to index a function value (upvalue 'f')
--> false	test:5: attempt to index a number value
