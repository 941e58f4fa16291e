print(os.date("!%S", 5.0), pcall(function() local _ = os.date("!%S", 5.5) end))
print(pcall(function() local _ = os.date("!%S", "x") end))
--> 05	false	test:1: bad argument #2 to 'date' (number has no integer representation)
--> false	test:2: bad argument #2 to 'date' (number expected, got string)
