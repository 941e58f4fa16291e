print(math.max(3, 9, 4), math.min(3, 9, 4), math.max(1.5), math.min(-1, -1.5))
print(math.max(1, 1.0), math.max(1.0, 1), math.min(2, 2.0))
print(pcall(math.max))
print(pcall(math.max, 1, "x"))
--> 9	3	1.5	-1.5
--> 1	1.0	2
--> false	bad argument #1 to 'math.max' (value expected)
--> false	attempt to compare number with string
