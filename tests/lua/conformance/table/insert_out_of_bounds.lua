print(pcall(table.insert, {1, 2}, 0, "x"))
print(pcall(table.insert, {1, 2}, 4, "x"))
print(pcall(table.insert, {1, 2}, "x", "y"))
print(pcall(table.insert, {}, 1, 2, 3))
print(pcall(table.insert, {}))
print(pcall(table.insert, nil, 1))
--> false	bad argument #2 to 'table.insert' (position out of bounds)
--> false	bad argument #2 to 'table.insert' (position out of bounds)
--> false	bad argument #2 to 'table.insert' (number expected, got string)
--> false	wrong number of arguments to 'insert'
--> false	wrong number of arguments to 'insert'
--> false	bad argument #1 to 'table.insert' (table expected, got nil)
