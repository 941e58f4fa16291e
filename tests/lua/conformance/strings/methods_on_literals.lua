print(("x"):rep(3), ("%d"):format(7), #("abc"):upper())
print(("a,b"):find(","))
--> xxx	7	3
--> 2	2
