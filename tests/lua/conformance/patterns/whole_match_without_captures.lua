print(("abc"):match("b"), ("abc"):match("(b)"), ("abc"):match("a(b)c"))
--> b	b	b
