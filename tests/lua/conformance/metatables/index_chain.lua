local a = {x = "a"}
local b = setmetatable({y = "b"}, {__index = a})
local c = setmetatable({z = "c"}, {__index = b})
print(c.x, c.y, c.z, c.w)
--> a	b	c	nil
