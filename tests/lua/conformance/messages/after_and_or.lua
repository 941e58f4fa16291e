local t = {}
print(pcall(function() return (t.a or t.b).c end))
print(pcall(function() return (t and t.a).c end))
--> false	test:2: attempt to index a nil value
--> false	test:3: attempt to index a nil value
