print(("hello world"):find("wor"), ("hello"):find("l"), ("hello"):find("xyz"))
print(("hello"):find(""), (""):find(""), (""):find("x"))
--> 7	3	nil
--> 1	1	nil
