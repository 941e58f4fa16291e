local t = setmetatable({}, {__index = function() return nil end})
print(t.x, rawget(t, "x"))
t.x = nil
print(next(t))
--> nil	nil
--> nil
