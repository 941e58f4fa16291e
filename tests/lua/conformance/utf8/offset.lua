print(utf8.offset("aä€b", 1), utf8.offset("aä€b", 2), utf8.offset("aä€b", 3), utf8.offset("aä€b", 4))
print(utf8.offset("aä€b", 5), utf8.offset("aä€b", 6), utf8.offset("aä€b", -1), utf8.offset("aä€b", -2))
print(utf8.offset("aä€b", 0, 3), utf8.offset("aä€b", 0, 5), utf8.offset("aä€b", 0))
--> 1	2	4	7
--> 8	nil	7	4
--> 2	4	1
