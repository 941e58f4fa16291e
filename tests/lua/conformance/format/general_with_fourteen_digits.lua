print(string.format("%.14g", 0.1), string.format("%.14g", 1 / 3), string.format("%.17g", 0.1))
print(string.format("%.14g", 2^53), string.format("%.3f", 2^53))
--> 0.1	0.33333333333333	0.10000000000000001
--> 9.007199254741e+15	9007199254740992.000
