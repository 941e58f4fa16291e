print(math.modf(3.7))
print(math.modf(-3.7))
print(math.modf(5))
print(math.modf(math.huge))
print(math.modf(-math.huge))
--> 3	0.7
--> -3	-0.7
--> 5	0.0
--> inf	0.0
--> -inf	0.0
