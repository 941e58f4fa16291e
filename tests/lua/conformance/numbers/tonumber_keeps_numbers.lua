print(tonumber(5), tonumber(5.5), tonumber(-0.0))
print(math.type(tonumber("5")), math.type(tonumber("5.0")), math.type(tonumber("0x10")))
--> 5	5.5	-0.0
--> integer	float	integer
