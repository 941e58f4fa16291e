print(math.maxinteger + 1 == math.mininteger)
print(math.mininteger - 1 == math.maxinteger)
print(math.maxinteger * 2, math.mininteger * -1)
print(-math.mininteger == math.mininteger)
--> true
--> true
--> -2	-9223372036854775808
--> true
