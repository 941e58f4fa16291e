print(("a-b"):match("[-a]+"), ("a-b"):match("[a-]+"), ("+-*"):match("[+*-]+"))
--> a-	a-	+-*
