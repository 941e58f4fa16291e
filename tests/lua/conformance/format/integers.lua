print(string.format("%d %d %d", 42, -42, 0))
print(string.format("%i", 7), string.format("%d", "10"), string.format("%d", 3.0))
print(string.format("%d", math.mininteger))
--> 42 -42 0
--> 7	10	3
--> -9223372036854775808
