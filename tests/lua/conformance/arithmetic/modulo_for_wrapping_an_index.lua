local n = 5
local out = {}
for i = -3, 6 do
  out[#out + 1] = (i - 1) % n + 1
end
print(table.concat(out, " "))
--> 2 3 4 5 1 2 3 4 5 1
