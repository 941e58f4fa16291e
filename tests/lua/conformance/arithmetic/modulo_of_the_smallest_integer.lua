print(math.mininteger % -1, math.mininteger // -1)
print(math.mininteger % 10, math.maxinteger % -10)
print(math.mininteger % math.maxinteger)
--> 0	-9223372036854775808
--> 2	-3
--> 9223372036854775806
