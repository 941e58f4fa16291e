print(5 % math.huge, -5 % math.huge)
print(5 % -math.huge, -5 % -math.huge)
print(0.0 % math.huge)
--> 5.0	inf
--> -inf	-5.0
--> 0.0
