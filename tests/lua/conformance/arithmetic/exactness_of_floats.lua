print(0.1 + 0.2 == 0.3, 0.1 + 0.2)
print(0.5 + 0.25 == 0.75)
print(1e16 + 1 == 1e16)
--> false	0.3
--> true
--> true
