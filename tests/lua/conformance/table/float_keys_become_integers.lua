local t = {}
t[2^53] = "big"
t[3.0] = "three"
print(t[2^53 | 0], t[3], next({[7.0] = 1}))
--> big	three	7	1
