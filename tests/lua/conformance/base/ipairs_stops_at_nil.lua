for i, v in ipairs({1, 2, nil, 4}) do print(i, v) end
local f, t, zero = ipairs({})
print(type(f), type(t), zero)
print(f({"a", "b"}, 1))
--> 1	1
--> 2	2
--> function	table	0
--> 2	b
