print(3.0 == 3, math.tointeger(3.0), math.tointeger(3.5))
print(3 | 0, 3.0 | 0)
print(string.format("%d", 3.0))
--> true	3	nil
--> 3	3
--> 3
