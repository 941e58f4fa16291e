print(pcall(table.concat, {1, {}, 3}))
print(pcall(table.concat, {1, 2, 3}, ",", 1, 5))
print(pcall(table.concat, {true}))
print(pcall(table.concat, "x"))
--> false	invalid value (table) at index 2 in table for 'concat'
--> false	invalid value (nil) at index 4 in table for 'concat'
--> false	invalid value (boolean) at index 1 in table for 'concat'
--> false	bad argument #1 to 'table.concat' (table expected, got string)
