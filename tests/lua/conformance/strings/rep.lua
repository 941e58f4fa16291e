print(("ab"):rep(3), ("ab"):rep(3, "-"), ("x"):rep(1, "-"))
print("[" .. ("ab"):rep(0) .. "]", "[" .. ("ab"):rep(-1) .. "]", "[" .. (""):rep(100) .. "]")
--> ababab	ab-ab-ab	x
--> []	[]	[]
