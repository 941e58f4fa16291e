local i, t = 1, {}
t[i], i = "x", 2
print(t[1], t[2], i)
local a = {}
local b = a
a.x, a = 1, {}
print(b.x, a.x)
local k, u = "a", {}
u[k], k, u[k] = 1, "b", 2
print(u.a, u.b, k)
--> x	nil	2
--> 1	nil
--> 1	nil	b
