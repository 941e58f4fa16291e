print(8 / 2, -8 / 2, 0 / 5)
print(math.type(4 / 2))
--> 4.0	-4.0	0.0
--> float
