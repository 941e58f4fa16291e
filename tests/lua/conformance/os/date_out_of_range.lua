print(pcall(function() local _ = os.date("!%Y", 1 << 60) end))
print(pcall(function() os.time({year = 1 << 40, month = 1, day = 1}) end))
print(os.date("!%Y", 1 << 40))
--> false	test:1: date result cannot be represented in this installation
--> false	test:2: field 'year' is out-of-bound
--> 36812
