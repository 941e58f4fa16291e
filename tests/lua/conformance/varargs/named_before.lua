local function f(a, b, ...)
  return a, b, select("#", ...), ...
end
print(f(1))
print(f(1, 2))
print(f(1, 2, 3, nil))
--> 1	nil	0
--> 1	2	0
--> 1	2	2	3	nil
