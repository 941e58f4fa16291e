missing = nil
local t, n = {}, 5
print(pcall(function() return #missing end))
print(pcall(function() return #t.x end))
print(pcall(function() return #n end))
print(pcall(function() local here; return #here end))
--> false	test:3: attempt to get length of a nil value (global 'missing')
--> false	test:4: attempt to get length of a nil value (field 'x')
--> false	test:5: attempt to get length of a number value (upvalue 'n')
--> false	test:6: attempt to get length of a nil value (local 'here')
