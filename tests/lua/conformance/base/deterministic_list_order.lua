local t = {}
for i = 10, 1, -1 do t[i] = i end
local out = {}
for i, v in ipairs(t) do out[i] = v end
print(table.concat(out, " "))
--> 1 2 3 4 5 6 7 8 9 10
