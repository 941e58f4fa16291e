local inner = setmetatable({}, {__call = function(self, outer, x) return type(self), type(outer), x end})
local outer = setmetatable({}, {__call = inner})
print(outer(5))
--> table	table	5
