print(1 or 2 and nil, (1 or 2) and nil)
print(not nil and 1, not (nil and 1))
print(1 == 1 and 2 or 3, nil == false or "x")
--> 1	nil
--> 1	true
--> 2	x
