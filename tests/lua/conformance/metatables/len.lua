local t = setmetatable({1, 2, 3}, {__len = function(self) return rawlen(self) * 10 end})
print(#t, rawlen(t))
local odd = setmetatable({}, {__len = function() return "long" end})
print(#odd)
--> 30	3
--> long
