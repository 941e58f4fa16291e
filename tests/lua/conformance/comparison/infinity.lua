print(math.huge > math.maxinteger, -math.huge < math.mininteger)
print(math.huge == math.huge, math.huge <= math.huge)
--> true	true
--> true	true
