print(select("#", select(3, "a", "b")), select("#", select(100)))
print(pcall(select))
print(pcall(select, "x"))
--> 0	0
--> false	bad argument #1 to 'select' (number expected, got no value)
--> false	bad argument #1 to 'select' (number expected, got string)
