local t = {a = {}}
t.a.b, t["c"], t[1] = 1, 2, 3
print(t.a.b, t.c, t[1])
--> 1	2	3
