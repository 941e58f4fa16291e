local t = setmetatable({}, {__len = function() return "x" end})
print(pcall(table.insert, t, 1))
local u = setmetatable({1, 2, 3}, {__len = function() return 2.0 end})
print(table.concat(u, ","), table.unpack(u))
--> false	object length is not an integer
--> 1,2	1	2
