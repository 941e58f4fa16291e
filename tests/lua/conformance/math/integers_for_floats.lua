print(math.sqrt("4"), math.floor(2^31 + 0.5), math.ceil(2^53))
print(math.floor(-2^63), math.floor(2^63))
--> 2.0	2147483648	9007199254740992
--> -9223372036854775808	9.2233720368548e+18
