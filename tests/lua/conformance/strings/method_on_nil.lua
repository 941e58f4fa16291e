local name
print(pcall(function() return name:upper() end))
local request = {}
print(pcall(function() return request.path:sub(1, 1) end))
--> false	test:2: attempt to index a nil value (upvalue 'name')
--> false	test:4: attempt to index a nil value (field 'path')
