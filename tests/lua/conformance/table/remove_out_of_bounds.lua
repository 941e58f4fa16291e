print(pcall(table.remove, {1, 2}, 5))
print(pcall(table.remove, {1, 2}, -1))
print(table.remove({1, 2}, 3))
--> false	bad argument #1 to 'table.remove' (position out of bounds)
--> false	bad argument #1 to 'table.remove' (position out of bounds)
--> nil
