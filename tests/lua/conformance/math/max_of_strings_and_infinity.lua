print(math.min(math.huge, 5), math.max(-math.huge, math.mininteger))
print(math.max("10", "9"), math.min("b", "a"))
print(pcall(math.max, "10", 9))
--> 5	-9223372036854775808
--> 9	a
--> false	attempt to compare string with number
