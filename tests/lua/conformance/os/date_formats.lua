local at = 1748768645
print(os.date("!%Y-%m-%d %H:%M:%S", at))
print(os.date("!%a %A %b %B %d %j %p %y", at))
print(os.date("!%H:%M|%I:%M %p|%w|%%", at))
--> 2025-06-01 09:04:05
--> Sun Sunday Jun June 01 152 AM 25
--> 09:04|09:04 AM|0|%
