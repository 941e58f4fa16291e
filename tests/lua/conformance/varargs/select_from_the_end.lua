print(select(2, "a", "b", "c"))
print(select(-1, "a", "b", "c"))
print(select(-2, "a", "b", "c"))
print((select(1, "a", "b")))
print(pcall(select, 0, "a"))
print(pcall(select, -2, "a"))
--> b	c
--> c
--> b	c
--> a
--> false	bad argument #1 to 'select' (index out of range)
--> false	bad argument #1 to 'select' (index out of range)
