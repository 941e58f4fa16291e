local t = setmetatable({a = 1}, {__index = {b = 2}, __pairs = function() error("never") end})
print(next(t))
print(next(t, "a"))
--> a	1
--> nil
