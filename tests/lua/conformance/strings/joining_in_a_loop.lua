local parts = {}
for i = 1, 5 do
  parts[#parts + 1] = i * i
end
print(table.concat(parts, ", "))
--> 1, 4, 9, 16, 25
