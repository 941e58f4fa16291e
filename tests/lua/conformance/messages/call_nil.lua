missing = nil
local t = {}
print(pcall(function() missing() end))
print(pcall(function() t.f() end))
print(pcall(function() t:m() end))
print(pcall(function() local f; f() end))
print(pcall(function() t.a.b() end))
print(pcall(function() return missing() end))
--> false	test:3: attempt to call a nil value (global 'missing')
--> false	test:4: attempt to call a nil value (field 'f')
--> false	test:5: attempt to call a nil value (method 'm')
--> false	test:6: attempt to call a nil value (local 'f')
--> false	test:7: attempt to index a nil value (field 'a')
--> false	test:8: attempt to call a nil value (global 'missing')
