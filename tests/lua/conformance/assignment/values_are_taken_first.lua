local i, t = 1, {}
i, t[i] = i + 1, "x"
print(i, t[1], t[2])
--> 2	x	nil
