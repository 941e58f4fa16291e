print(table.unpack({1, 2, 3}))
print(table.unpack({1, 2, 3}, 2))
print(table.unpack({1, 2, 3}, 2, 3))
print(table.unpack({1, nil, 3}, 1, 3))
print(select("#", table.unpack({}, 1, 2)), select("#", table.unpack({})))
--> 1	2	3
--> 2	3
--> 2	3
--> 1	nil	3
--> 2	0
