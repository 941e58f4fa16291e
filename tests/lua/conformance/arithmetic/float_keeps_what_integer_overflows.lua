print(math.maxinteger + 1.0, math.maxinteger * 2.0)
print(math.mininteger - 1.0)
--> 9.2233720368548e+18	1.844674407371e+19
--> -9.2233720368548e+18
