local t = setmetatable({}, {__add = 5, __call = {}, __index = 5})
print(pcall(function() return t + 1 end))
print(pcall(function() return t() end))
print(pcall(function() return t.x end))
--> false	test:2: attempt to call a number value (metamethod 'add')
--> false	test:3: attempt to call a table value (upvalue 't')
--> false	test:4: attempt to index a number value
