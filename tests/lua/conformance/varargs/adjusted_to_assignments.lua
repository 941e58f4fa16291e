local function f(...) local a, b, c = ... return c, b, a end
print(f(1))
print(f(1, 2, 3, 4))
local a, b = (function(...) return ... end)(7, 8, 9)
print(a, b)
--> nil	nil	1
--> 3	2	1
--> 7	8
