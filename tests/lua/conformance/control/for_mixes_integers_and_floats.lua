for i = 1, 2.9 do print(i, math.type(i)) end
for i = 1, 2, 1.0 do print(i, math.type(i)) end
--> 1	integer
--> 2	integer
--> 1.0	float
--> 2.0	float
