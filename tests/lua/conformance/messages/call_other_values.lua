local n = 5
print(pcall(function() n() end))
print(pcall(function() ("x")() end))
print(pcall(function() ({})() end))
print(pcall(function() return math.pi() end))
--> false	test:2: attempt to call a number value (upvalue 'n')
--> false	test:3: attempt to call a string value (constant 'x')
--> false	test:4: attempt to call a table value
--> false	test:5: attempt to call a number value (field 'pi')
