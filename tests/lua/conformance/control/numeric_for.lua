for i = 1, 3 do print(i) end
for i = 3, 1, -1 do print(i) end
for i = 1, 0 do print("never") end
--> 1
--> 2
--> 3
--> 3
--> 2
--> 1
