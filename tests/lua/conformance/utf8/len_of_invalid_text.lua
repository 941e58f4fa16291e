print(utf8.len("ab\xff"), utf8.len("\x80"), utf8.len("a\xe4\xbd"))
print(utf8.len("äö", 2))
--> nil	nil	nil	2
--> nil	2
