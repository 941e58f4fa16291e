local a = setmetatable({}, {__eq = function() return true end})
print(a == {}, {} == a, a == 1, a ~= {})
--> true	true	false	false
