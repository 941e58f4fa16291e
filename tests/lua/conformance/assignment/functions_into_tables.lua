local m = {sub = {}}
function m.f(x) return x + 1 end
function m.sub.g(x) return x * 2 end
function m:h(x) return self == m and x end
print(m.f(1), m.sub.g(4), m:h(5))
--> 2	8	5
