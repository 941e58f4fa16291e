local a = 1; local b = 2 local c = 3
print(a, b, c); print "x";
(print)("y")
--> 1	2	3
--> x
--> y
