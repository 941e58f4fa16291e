print(pcall(function(...) return ... end, 1, 2, nil))
print(pcall(function() end))
print(select("#", pcall(function() return nil, nil end)))
--> true	1	2	nil
--> true
--> 3
