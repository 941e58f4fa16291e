local a = {b = {}}
print(pcall(function() return a.b.c.d end))
print(pcall(function() a.b.c.d = 1 end))
print(pcall(function() a.b.c() end))
print(pcall(function() a.b:c() end))
--> false	test:2: attempt to index a nil value (field 'c')
--> false	test:3: attempt to index a nil value (field 'c')
--> false	test:4: attempt to call a nil value (field 'c')
--> false	test:5: attempt to call a nil value (method 'c')
