local t = {1, 2, 3, 4, 5}
table.move(t, 2, 4, 1)
print(table.concat(t, " "))
table.move(t, 1, 3, 3)
print(table.concat(t, " "))
print(table.concat(table.move({1, 2, 3}, 1, 3, 2, {9}), " "))
--> 2 3 4 4 5
--> 2 3 2 3 4
--> 9 1 2 3
