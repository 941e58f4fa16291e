local t = setmetatable({}, {__tostring = function() return 5 end})
print(pcall(tostring, t))
local u = setmetatable({}, {__tostring = function() error("inside", 0) end})
print(pcall(tostring, u))
--> true	5
--> false	inside
