print(math.type(1), math.type(1.0), math.type("1"), math.type(nil))
print(pcall(math.type))
--> integer	float	nil	nil
--> false	bad argument #1 to 'math.type' (value expected)
