local c, seen
local function f(x)
  seen = x
  return 9, 10
end
c = 1, f(c)
print(c, seen)
local t = {}
t.a = f("once"), f(t.a), "unused"
print(t.a, seen)
local a, b = 1, 2
a, b = b, a, f(a + b), f(a * 10)
print(a, b, seen)
--> 1	nil
--> 9	nil
--> 2	1	10
