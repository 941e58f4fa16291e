print(2^53 == 2^53 | 0, (1 << 53) + 1 == 2^53)
print(math.maxinteger < 2^63, math.maxinteger + 0.0 == 2^63)
print(math.mininteger <= -2^63, math.mininteger < -2^63)
--> true	false
--> true	true
--> true	false
