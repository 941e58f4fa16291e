print(os.date("!%j %m-%d", os.time({year = 2024, month = 12, day = 31, hour = 12})))
print(os.date("!%m-%d", os.time({year = 2023, month = 2, day = 29, hour = 12})))
print(os.date("!%m-%d", os.time({year = 2000, month = 2, day = 29, hour = 12})))
print(os.date("!%m-%d", os.time({year = 2100, month = 2, day = 29, hour = 12})))
--> 366 12-31
--> 03-01
--> 02-29
--> 03-01
