local function f(...) return (...) end
print(f(1, 2), (f()), select("#", f()))
--> 1	nil	1
