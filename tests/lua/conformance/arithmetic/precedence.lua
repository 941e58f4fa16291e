print(1 + 2 * 3 - 4 / 2)
print(7 // 2 * 2 + 7 % 2)
print(-3 ^ 2 + 10 % 4)
print(not 1 == 2, not (1 == 2))
print(2 * 3 .. "", 1 + 2 .. "x")
--> 5.0
--> 7
--> -7.0
--> false	true
--> 6	3x
