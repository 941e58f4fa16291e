print(pcall(table.move, {}, 1, 2))
print(pcall(table.move, {}, 1, math.maxinteger, 2))
print(pcall(table.move, {}, -1, math.maxinteger, 2))
print(#table.move({1, 2}, 1, 0, 5))
--> false	bad argument #4 to 'table.move' (number expected, got no value)
--> false	bad argument #4 to 'table.move' (destination wrap around)
--> false	bad argument #3 to 'table.move' (too many elements to move)
--> 2
