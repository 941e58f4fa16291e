print(("abc123"):match("((%a+)(%d+))"))
print(("a.b"):match("(((.)%.)(.))"))
--> abc123	abc	123
--> a.b	a.	a	b
