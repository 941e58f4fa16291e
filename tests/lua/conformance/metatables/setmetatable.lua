local t = {}
local mt = {}
print(setmetatable(t, mt) == t, getmetatable(t) == mt)
setmetatable(t, nil)
print(getmetatable(t))
print(pcall(setmetatable, t))
print(pcall(setmetatable, t, 5))
print(pcall(setmetatable, 5, {}))
--> true	true
--> nil
--> false	bad argument #2 to 'setmetatable' (nil or table expected, got no value)
--> false	bad argument #2 to 'setmetatable' (nil or table expected, got number)
--> false	bad argument #1 to 'setmetatable' (table expected, got number)
