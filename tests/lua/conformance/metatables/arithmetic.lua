local V = {}
local function vector(x) return setmetatable({x = x}, V) end
local function x(v) return type(v) == "table" and v.x or v end
V.__add = function(a, b) return vector(x(a) + x(b)) end
V.__sub = function(a, b) return vector(x(a) - x(b)) end
V.__mul = function(a, b) return vector(x(a) * x(b)) end
V.__div = function(a, b) return vector(x(a) / x(b)) end
V.__mod = function(a, b) return vector(x(a) % x(b)) end
V.__pow = function(a, b) return vector(x(a) ^ x(b)) end
V.__idiv = function(a, b) return vector(x(a) // x(b)) end
V.__unm = function(a) return vector(-x(a)) end
local a, b = vector(7), vector(2)
print((a + b).x, (a - b).x, (a * b).x, (a / b).x)
print((a % b).x, (a ^ b).x, (a // b).x, (-a).x)
print((a + 1).x, (1 + a).x, (a - 1).x, (10 - a).x)
--> 9	5	14	3.5
--> 1	49.0	3	-7
--> 8	8	6	3
