local base = {}
local middle = setmetatable({}, {__newindex = base})
local top = setmetatable({}, {__newindex = middle})
top.x = 1
print(rawget(top, "x"), rawget(middle, "x"), rawget(base, "x"))
--> nil	nil	1
