local function f(a, b) return a == nil, b == nil end
print(f(), f(nil), f(nil, 1))
print(select("#", nil, nil))
--> true	true	true	false
--> 2
