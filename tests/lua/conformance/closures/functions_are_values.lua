local function compose(f, g)
  return function(...) return f(g(...)) end
end
local double = function(x) return x * 2 end
print(compose(double, math.max)(3, 7, 5))
print(({double, double})[1](4), (function(x) return x end)(9))
--> 14
--> 8	9
