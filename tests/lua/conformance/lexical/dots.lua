local t = {x = {y = 1}}
print(t.x.y, t . x . y, "a".."b", 1 .. 2, ...)
--> 1	1	ab	12
