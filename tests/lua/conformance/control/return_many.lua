local function f() return 1, 2, 3 end
local function g() return f() end
local function h() return f(), f() end
print(f())
print(g())
print(h())
print((f()))
--> 1	2	3
--> 1	2	3
--> 1	1	2	3
--> 1
