print(pcall(function() for i = "a", 2 do end end))
print(pcall(function() for i = 1, {} do end end))
print(pcall(function() for i = 1, 2, nil do end end))
print(pcall(function() for i = 1, "2" do end end))
--> false	test:1: bad 'for' initial value (number expected, got string)
--> false	test:2: bad 'for' limit (number expected, got table)
--> false	test:3: bad 'for' step (number expected, got nil)
--> true
