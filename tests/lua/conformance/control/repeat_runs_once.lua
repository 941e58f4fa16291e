local n = 0
repeat n = n + 1 until true
print(n)
repeat n = n + 1 until n >= 5
print(n)
--> 1
--> 5
