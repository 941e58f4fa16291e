print(("a]b"):match("[]]"), ("a]b"):match("[^]]+"), ("]]x"):match("[]x]+"))
--> ]	a	]]x
