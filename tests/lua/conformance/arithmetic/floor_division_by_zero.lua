print(pcall(function() return 1 // 0 end))
print(1.0 // 0, -1.0 // 0, 1 // 0.0)
--> false	test:1: attempt to divide by zero
--> inf	-inf	inf
