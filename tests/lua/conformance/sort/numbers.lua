local t = {3, 1, 2, -5, 2.5, 10}
table.sort(t)
print(table.concat(t, " "))
--> -5 1 2 2.5 3 10
