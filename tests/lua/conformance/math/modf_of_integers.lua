print(math.modf(math.maxinteger))
print(math.modf(math.mininteger))
print(math.modf(2^63))
--> 9223372036854775807	0.0
--> -9223372036854775808	0.0
--> 9.2233720368548e+18	0.0
