missing = nil
local t, up = {}, nil
print(pcall(function() return missing + 1 end))
print(pcall(function() return 1 + t.x end))
print(pcall(function() return up * 2 end))
print(pcall(function() local here; return here - 1 end))
print(pcall(function() return t.a / t.b end))
print(pcall(function() return -t.x end))
--> false	test:3: attempt to perform arithmetic on a nil value (global 'missing')
--> false	test:4: attempt to perform arithmetic on a nil value (field 'x')
--> false	test:5: attempt to perform arithmetic on a nil value (upvalue 'up')
--> false	test:6: attempt to perform arithmetic on a nil value (local 'here')
--> false	test:7: attempt to perform arithmetic on a nil value (field 'a')
--> false	test:8: attempt to perform arithmetic on a nil value (field 'x')
