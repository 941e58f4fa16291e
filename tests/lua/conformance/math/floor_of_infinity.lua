print(math.floor(math.huge), math.ceil(-math.huge))
local nan = math.floor(0 / 0)
print(nan ~= nan)
--> inf	-inf
--> true
