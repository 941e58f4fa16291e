print(1 < 2, 2 < 1, 1 <= 1, 1 >= 2, 2 > 1)
print(1 < 1.5, 1.5 <= 1.5, -1 > -1.5)
--> true	false	true	false	true
--> true	true	true
