local up
print(pcall(function() return up.x end))
print(pcall(function() local here; return here.x end))
print(pcall(function(parameter) return parameter.x end))
print(pcall(function() local here; here.x = 1 end))
--> false	test:2: attempt to index a nil value (upvalue 'up')
--> false	test:3: attempt to index a nil value (local 'here')
--> false	test:4: attempt to index a nil value (local 'parameter')
--> false	test:5: attempt to index a nil value (local 'here')
