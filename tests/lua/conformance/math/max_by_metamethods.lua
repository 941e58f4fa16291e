local mt = {}
mt.__lt = function(a, b) return a.v < b.v end
local a, b, c = setmetatable({v = 1}, mt), setmetatable({v = 3}, mt), setmetatable({v = 2}, mt)
print(math.max(a, b, c).v, math.min(b, c, a).v)
print(pcall(math.max, 1, {}))
--> 3	1
--> false	attempt to compare number with table
