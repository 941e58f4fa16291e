print(("hello"):match("^he"), ("hello"):match("^lo"), ("a^b"):match("a^b"))
print(("hello"):find("^l"), ("hello"):find("^l", 3))
--> he	nil	a^b
--> nil	3	3
