local t = setmetatable({}, {__call = function(self, a, b) return self ~= nil, a, b end})
print(t(1, 2), pcall(t, 3))
print(select("#", t()))
--> true	true	true	3	nil
--> 3
