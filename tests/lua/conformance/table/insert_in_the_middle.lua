local t = {1, 2, 4}
table.insert(t, 3, 3)
table.insert(t, 1, 0)
table.insert(t, #t + 1, 5)
print(table.concat(t, " "))
--> 0 1 2 3 4 5
