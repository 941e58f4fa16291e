local used, capacity = 17, 24
print(used / capacity * 100, used * 100 // capacity)
print(string.format("%.1f%%", used / capacity * 100))
--> 70.833333333333	70
--> 70.8%
