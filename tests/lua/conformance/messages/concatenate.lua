missing = nil
local t, up = {}, nil
print(pcall(function() return "a" .. missing end))
print(pcall(function() return t.x .. "a" end))
print(pcall(function() return "a" .. up .. "b" end))
print(pcall(function() local here = true; return here .. "b" end))
print(pcall(function() return 1 .. t .. 2 end))
--> false	test:3: attempt to concatenate a nil value (global 'missing')
--> false	test:4: attempt to concatenate a nil value (field 'x')
--> false	test:5: attempt to concatenate a nil value (upvalue 'up')
--> false	test:6: attempt to concatenate a boolean value (local 'here')
--> false	test:7: attempt to concatenate a table value (upvalue 't')
