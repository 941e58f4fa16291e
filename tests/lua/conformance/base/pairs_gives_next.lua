local f, t, first = pairs({})
print(f == next, type(t), first)
print(pcall(pairs))
print(select("#", pairs(nil)), pairs("x") == next)
--> true	table	nil
--> false	bad argument #1 to 'pairs' (value expected)
--> 3	true
