math.randomseed(42)
print(math.random(1, 100), math.random(1, 100), math.random(1, 100))
math.randomseed(42)
print(math.random(1, 100), math.random(1, 100), math.random(1, 100))
--> 50	76	86
--> 50	76	86
