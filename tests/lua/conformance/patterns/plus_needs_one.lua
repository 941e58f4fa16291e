print(("aaab"):match("a+"), ("b"):match("a+"), ("x12y"):match("%d+"))
--> aaa	nil	12
