print(math.type(os.clock()), os.clock() >= 0)
--> float	true
