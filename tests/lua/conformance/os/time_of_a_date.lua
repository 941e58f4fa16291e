print(os.time({year = 2025, month = 6, day = 1, hour = 0}))
print(os.time({year = 2025, month = 6, day = 1}))
print(os.time({year = 1970, month = 1, day = 1, hour = 0, min = 0, sec = 1}))
--> 1748736000
--> 1748779200
--> 1
