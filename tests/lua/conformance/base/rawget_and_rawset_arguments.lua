local t = {}
print(rawset(t, "x", 1) == t, rawget(t, "x"), rawget(t, "y"))
print(pcall(rawget, t))
print(pcall(rawset, t, 1))
--> true	1	nil
--> false	bad argument #2 to 'rawget' (value expected)
--> false	bad argument #3 to 'rawset' (value expected)
