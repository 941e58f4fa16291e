local a, b, c = 1, 2
print(a, b, c)
a, b, c = 10, 20, 30, 40
print(a, b, c)
--> 1	2	nil
--> 10	20	30
