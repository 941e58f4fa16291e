print(math.huge, -math.huge)
print(tostring(1 / 0), tostring(-1 / 0))
print(math.huge == math.huge + 1)
--> inf	-inf
--> inf	-inf
--> true
