local t = {1, 2, 3, 4}
print(table.remove(t), table.remove(t, 1), table.remove(t, 2))
print(#t, t[1])
--> 4	1	3
--> 1	2
