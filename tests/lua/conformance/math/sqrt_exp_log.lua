print(math.sqrt(16), math.sqrt(2), math.exp(0), math.exp(1))
print(math.log(1), math.log(8, 2), math.log(1000, 10), math.log(9, 3))
print(math.log(0), math.log(2.718281828459045))
--> 4.0	1.4142135623731	1.0	2.718281828459
--> 0.0	3.0	3.0	2.0
--> -inf	1.0
