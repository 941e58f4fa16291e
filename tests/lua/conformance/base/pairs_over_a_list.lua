for key, value in pairs({"a", "b", "c"}) do print(key, value) end
--> 1	a
--> 2	b
--> 3	c
