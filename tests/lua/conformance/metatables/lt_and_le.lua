local mt = {}
mt.__lt = function(a, b) return a.v < b.v end
mt.__le = function(a, b) return a.v <= b.v end
local function new(v) return setmetatable({v = v}, mt) end
local one, two = new(1), new(2)
print(one < two, one > two, one <= two, one >= two, one <= one)
--> true	false	true	false	true
