local out = {}
for i = 0, 10, 4 do out[#out + 1] = i end
for i = 10, 0, -5 do out[#out + 1] = i end
print(table.concat(out, " "))
--> 0 4 8 10 5 0
