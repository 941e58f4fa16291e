print(math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(-7, -3))
print(math.fmod(7.5, 2), math.fmod(-7.5, 2), math.fmod(1, math.huge))
print(math.fmod(math.mininteger, -1), math.fmod(5, 3.0))
print(pcall(math.fmod, 1, 0))
--> 1	-1	1	-1
--> 1.5	-1.5	1.0
--> 0	2.0
--> false	bad argument #2 to 'math.fmod' (zero)
