print(("hello"):match("lo$"), ("hello"):match("he$"), ("a$b"):match("a$b"))
print((""):match("^$") == "", ("x"):match("^$"))
--> lo	nil	a$b
--> true	nil
