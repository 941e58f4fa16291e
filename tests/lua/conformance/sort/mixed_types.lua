print(pcall(table.sort, {1, "x"}))
print(pcall(table.sort, {{}, {}}))
print(pcall(table.sort, {true, false}))
--> false	attempt to compare string with number
--> false	attempt to compare two table values
--> false	attempt to compare two boolean values
