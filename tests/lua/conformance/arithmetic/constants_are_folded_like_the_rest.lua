local a, b = 7, 0
print(7 // 2.0, a // 2.0)
print(pcall(function() return a % b end))
print(5 // 0.0, a // 0.0)
print(1 << 62, 3 & 5, "5" + 5)
--> 3.0	3.0
--> false	test:3: attempt to perform 'n%0'
--> inf	inf
--> 4611686018427387904	1	10
