print(0 and "zero", "" and "empty", {} and "table" or "none")
print(not 0, not "", not nil, not false)
--> zero	empty	table
--> false	false	true	true
