for i, v in ipairs({"a", "b", nil, "d"}) do print(i, v) end
for i, v in ipairs({}) do print("never") end
--> 1	a
--> 2	b
