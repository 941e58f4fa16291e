print(pcall(table.sort))
print(pcall(table.sort, {1, 2}, 5))
print(pcall(table.sort, {2, 1}, nil))
--> false	bad argument #1 to 'table.sort' (table expected, got no value)
--> false	bad argument #2 to 'table.sort' (function expected, got number)
--> true
