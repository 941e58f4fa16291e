print(tonumber("ff", 16), tonumber("FF", 16), tonumber("777", 8))
print(tonumber("1010", 2), tonumber("zz", 36), tonumber("-ff", 16))
print(tonumber("8", 8), tonumber("", 10), tonumber("g", 16), tonumber("1.0", 10))
print(tonumber(" 11 ", 2), tonumber("7fffffffffffffff", 16))
--> 255	255	511
--> 10	1295	-255
--> nil	nil	nil	nil
--> 3	9223372036854775807
