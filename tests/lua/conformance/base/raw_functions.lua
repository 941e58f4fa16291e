print(rawequal("a", "a"), rawequal({}, {}), rawequal(1, 1.0), rawequal(1, 2))
print(rawlen({1, 2}), rawlen("abc"))
print(pcall(rawlen, 5))
print(pcall(rawequal, 1))
--> true	false	true	false
--> 2	3
--> false	bad argument #1 to 'rawlen' (table or string expected, got number)
--> false	bad argument #2 to 'rawequal' (value expected)
