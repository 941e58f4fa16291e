print(pcall(function() return nil + 1 end))
print(pcall(function() return 1 * true end))
print(pcall(function() return -{} end))
--> false	test:1: attempt to perform arithmetic on a nil value
--> false	test:2: attempt to perform arithmetic on a boolean value
--> false	test:3: attempt to perform arithmetic on a table value
