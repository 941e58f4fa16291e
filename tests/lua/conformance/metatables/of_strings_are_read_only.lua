local mt = getmetatable("")
print(pcall(function() mt.__index = nil end))
print(pcall(function() return ("x"):upper() end))
--> true
--> false	test:3: attempt to index a string value (constant 'x')
--! the library is read-only, so that a policy cannot break the methods of strings
--ours> false	test:2: attempt to modify a read-only table
--ours> true	X
