print(pcall(function() for i = 1, 2, 0 do end end))
print(pcall(function() for i = 1.0, 2, 0 do end end))
--> false	test:1: 'for' step is zero
--> false	test:2: 'for' step is zero
