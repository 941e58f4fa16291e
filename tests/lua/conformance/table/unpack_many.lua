local t = {}
for i = 1, 1000 do t[i] = i end
print(select("#", table.unpack(t)), math.max(table.unpack(t)), (select(500, table.unpack(t))))
print(#string.char(table.unpack(t, 60, 90)))
--> 1000	1000	500
--> 31
