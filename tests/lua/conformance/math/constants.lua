print(math.maxinteger, math.mininteger, math.huge, -math.huge)
print(math.pi, math.type(math.pi))
--> 9223372036854775807	-9223372036854775808	inf	-inf
--> 3.1415926535898	float
