print(("a+b"):find("+", 1, true), ("a%b"):find("%", 1, true), ("[x]"):find("[x]", 1, true))
print(("axb"):find("a.b", 1, true))
--> 2	2	1	3
--> nil
