print(("a\0b"):find("\0"), ("a\0b"):find("%z"), ("a\0b"):match("[\0]b") == "\0b")
print(#("a\0\0b"):match("%z+"))
--> 2	2	true
--> 2
