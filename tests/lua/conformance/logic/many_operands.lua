local a, b, c
print(a and b and c, a or b or c or 4)
b = 2
print(a or b or c, b and a or "none")
--> nil	4
--> 2	none
