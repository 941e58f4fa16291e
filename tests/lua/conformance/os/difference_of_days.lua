local a = os.time({year = 2025, month = 3, day = 1, hour = 0})
local b = os.time({year = 2025, month = 2, day = 1, hour = 0})
print((a - b) // 86400, os.date("!%A", a))
--> 28	Saturday
