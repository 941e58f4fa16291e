local t = {}
t.a = 1 t.b = 2 t.c = 3
t.a = nil
t.d = 4
local keys = {}
for key in pairs(t) do keys[#keys + 1] = key end
table.sort(keys)
print(table.concat(keys, " "))
--> b c d
