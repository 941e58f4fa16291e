local out = {}
for x = 0, 1, 0.25 do out[#out + 1] = x end
for x = 1.0, 3 do out[#out + 1] = x end
print(table.concat(out, " "))
--> 0.0 0.25 0.5 0.75 1.0 1.0 2.0 3.0
