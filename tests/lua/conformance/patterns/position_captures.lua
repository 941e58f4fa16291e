print(("hello"):match("()ll()"), (""):match("()"), ("abc"):match("()$"))
print(math.type((("x"):match("()"))))
--> 3	1	4
--> integer
