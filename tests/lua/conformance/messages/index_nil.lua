missing = nil
local t = {}
print(pcall(function() return missing.x end))
print(pcall(function() return t.a.b end))
print(pcall(function() return t.a.b.c end))
print(pcall(function() t.a.b = 1 end))
print(pcall(function() return t[1][2] end))
--> false	test:3: attempt to index a nil value (global 'missing')
--> false	test:4: attempt to index a nil value (field 'a')
--> false	test:5: attempt to index a nil value (field 'a')
--> false	test:6: attempt to index a nil value (field 'a')
--> false	test:7: attempt to index a nil value (field 'integer index')
