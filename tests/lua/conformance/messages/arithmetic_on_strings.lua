print(pcall(function() return "a" + 1 end))
print(pcall(function() return 1 .. {} end))
print(pcall(function() return "10" + {} end))
print(pcall(function() local s = "x"; return s * 2 end))
print(pcall(function() return -"x" end))
--> false	test:1: attempt to add a 'string' with a 'number'
--> false	test:2: attempt to concatenate a table value
--> false	test:3: attempt to add a 'string' with a 'table'
--> false	test:4: attempt to mul a 'string' with a 'number'
--> false	test:5: attempt to unm a 'string' with a 'string'
