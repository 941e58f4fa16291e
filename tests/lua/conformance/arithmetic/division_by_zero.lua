print(1 / 0, -1 / 0)
print(1 / 0 > math.maxinteger)
local nan = 0 / 0
print(nan ~= nan, nan == nan)
--> inf	-inf
--> true
--> true	false
