local _, _x1, X, x = 1, 2, 3, 4
local end_, If = 5, 6
print(_, _x1, X, x, end_, If)
--> 1	2	3	4	5	6
