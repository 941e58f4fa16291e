local a = setmetatable({}, {__eq = function() return "yes" end})
local b = setmetatable({}, {__eq = function() return nil end})
print(a == {}, b == {})
--> true	false
