print(("key = value"):find("(%w+)%s*=%s*(%w+)"))
print(("abc"):find("(b)()"))
--> 1	11	key	value
--> 2	2	b	3
