local t = {name = "x"}
print(t.name, t["name"], t.other)
t.name = nil
print(t.name, next(t))
--> x	x	nil
--> nil	nil
