print(utf8.len(""), utf8.len("abc"), utf8.len("häß€"), #"häß€")
print(utf8.len("häß", 3), utf8.len("häß", -2), utf8.len("abc", 4))
--> 0	3	4	8
--> nil	1	0
