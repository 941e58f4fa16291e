local function f(...) return ... end
print(f(1, 2, 3), f(4, 5), (f(6, 7)))
local a, b, c = f(1, 2), 10
print(a, b, c)
--> 1	4	6
--> 1	10	nil
