print(select("2", "a", "b"), select(2.0, "a", "b"))
print(select("#"))
print(pcall(select, 1.5, "a"))
--> b	b
--> 0
--> false	bad argument #1 to 'select' (number has no integer representation)
