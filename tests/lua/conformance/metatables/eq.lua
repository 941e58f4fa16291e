local mt = {__eq = function(a, b) return a.id == b.id end}
local a, b, c = setmetatable({id = 1}, mt), setmetatable({id = 1}, mt), setmetatable({id = 2}, mt)
print(a == b, a == c, a ~= b, a ~= c)
print(rawequal(a, b), a == 1, a == "x")
--> true	false	false	true
--> false	false	false
