print(1 == 1.0, math.type(1), math.type(1.0))
local t = {}
t[1.0] = "one"
t[2] = "two"
print(t[1], t[2.0], #t)
--> true	integer	float
--> one	two	2
