print(pcall(function() os.time({year = 2025}) end))
print(pcall(function() os.time({}) end))
print(pcall(function() os.time({year = 2025, month = "x", day = 1}) end))
print(pcall(function() os.time({year = 1e12 // 1 | 0, month = 1, day = 1}) end))
print(pcall(function() os.time(5) end))
--> false	test:1: field 'month' missing in date table
--> false	test:2: field 'year' missing in date table
--> false	test:3: field 'month' is not an integer
--> false	test:4: field 'year' is out-of-bound
--> false	test:5: bad argument #1 to 'time' (table expected, got number)
