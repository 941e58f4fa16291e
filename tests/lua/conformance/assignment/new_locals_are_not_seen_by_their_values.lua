local x, y = 10, 20
local x, y = y, x
print(x, y)
local a, b = 1, x
print(a, b)
f = "global"
local f, g = function() return type(f) end, 5
print(f(), g)
--> 20	10
--> 1	20
--> string	5
