local function f(n) return n == 0 and "end" or f(n - 1) end
print(f(3))
g = "global"
local g = function() return type(g) end
print(g())
--> end
--> string
