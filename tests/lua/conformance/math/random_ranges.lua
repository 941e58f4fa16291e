math.randomseed(123, 456)
print(math.random(6), math.random(6), math.random(-5, 5), math.random(0, 0))
print(math.random(math.mininteger, math.maxinteger))
print(math.random(0))
--> 6	3	2	0
--> -2261847600175433437
--> 1775017273278829961
