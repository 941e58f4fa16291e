print(os.time({year = "2025", month = 6.0, day = "1", hour = 12}))
print(pcall(os.time, {year = 2025, month = 6.5, day = 1}))
--> 1748779200
--> false	field 'month' is not an integer
