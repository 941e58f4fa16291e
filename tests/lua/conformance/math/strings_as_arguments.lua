print(math.floor("3.7"), math.floor("5"), math.abs("-5"), math.abs("-5.5"))
print(math.fmod("7", 3), math.modf("3.5"))
print(math.tointeger("0x10"), math.tointeger("8.0"), math.ult("1", 2))
--> 3	5	5.0	5.5
--> 1.0	3	0.5
--> 16	8	true
