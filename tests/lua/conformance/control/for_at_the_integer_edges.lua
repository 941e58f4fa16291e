local n = 0
for i = math.maxinteger - 1, math.maxinteger do n = n + 1 end
for i = math.mininteger + 1, math.mininteger, -1 do n = n + 1 end
print(n)
for i = math.maxinteger, math.maxinteger do print(i) end
for i = math.mininteger, math.maxinteger, math.maxinteger do print(i) end
--> 4
--> 9223372036854775807
--> -9223372036854775808
--> -1
--> 9223372036854775806
