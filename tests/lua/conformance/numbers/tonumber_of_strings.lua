print(tonumber("10"), tonumber("10.0"), tonumber("  12  "))
print(tonumber("0x1F"), tonumber("1e3"), tonumber(".5"), tonumber("5."))
print(tonumber("-7"), tonumber("+7"), tonumber("- 7"))
--> 10	10.0	12
--> 31	1000.0	0.5	5.0
--> -7	7	nil
