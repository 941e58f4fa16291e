print(math.randomseed(5, 6))
print(math.randomseed(5))
print(math.randomseed(1.0))
--> 5	6
--> 5	0
--> 1	0
