local t = os.date("!*t", 1748768645)
print(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst)
print(os.time(os.date("*t", 1000000000)))
--> 2025	6	1	9	4	5	1	152	false
--> 1000000000
