print(("a\nb"):match("a.b") == "a\nb", (""):match("."), ("x"):match(".."))
--> true	nil	nil
