local t = {}
table.insert(t, "a")
table.insert(t, "b")
print(#t, t[1], t[2], select("#", table.insert(t, "c")))
--> 2	a	b	0
