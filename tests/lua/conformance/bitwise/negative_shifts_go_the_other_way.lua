print(1 << -1, 8 >> -2, 256 << -4)
print(1 << math.mininteger, 1 >> math.mininteger)
--> 0	32	16
--> 0	0
