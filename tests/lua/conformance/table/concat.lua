print(table.concat({"a", "b", "c"}), table.concat({1, 2.5, "x"}, "-"))
print(table.concat({"a", "b", "c"}, ",", 2), table.concat({"a", "b", "c"}, ",", 2, 2))
print("[" .. table.concat({}, ",") .. "]", "[" .. table.concat({"a"}, ",", 3) .. "]")
--> abc	1-2.5-x
--> b,c	b
--> []	[]
