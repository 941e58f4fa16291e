local t = setmetatable({}, {__len = function() return math.maxinteger end})
print(pcall(table.sort, t))
--> false	bad argument #1 to 'table.sort' (array too big)
