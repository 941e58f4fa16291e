print(1, "a", nil, true, 2.5)
print()
print("")
print(nil)
--> 1	a	nil	true	2.5
-->
-->
--> nil
