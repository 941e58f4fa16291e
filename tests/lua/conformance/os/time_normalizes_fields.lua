local date = {year = 2025, month = 14, day = -3, hour = 25, min = 61, sec = -1}
print(os.time(date))
print(date.year, date.month, date.day, date.hour, date.min, date.sec, date.wday, date.yday, date.isdst)
--> 1769652059
--> 2026	1	29	2	0	59	5	29	false
