print(("a.b.c"):find(".", 1, true), ("a.b.c"):find(".", 3, true), ("a.b.c"):find(".", -1, true))
print(("abcabc"):find("b", 3), ("abcabc"):find("b", -2), ("abc"):find("a", 2))
print(("abc"):find("", 4), ("abc"):find("", 5), ("abc"):find("c", 10))
--> 2	4	nil
--> 5	5	nil
--> 4	nil	nil
