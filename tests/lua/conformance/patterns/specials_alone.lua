print(("a*b"):find("*"), ("a+b"):find("+b"), ("-"):find("-"))
print(("?"):find("?"), ("a"):find("a**"))
--> 2	2	1	1
--> 1	nil
