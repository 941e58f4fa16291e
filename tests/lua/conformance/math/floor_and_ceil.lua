print(math.floor(3.7), math.floor(-3.7), math.ceil(3.2), math.ceil(-3.2))
print(math.floor(5), math.ceil(5.0), math.floor("2.5"))
print(math.floor(1e100), math.ceil(-1e100), math.floor(-0.0))
--> 3	-4	4	-3
--> 5	5	2
--> 1e+100	-1e+100	0
