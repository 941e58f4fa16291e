local s = "abc"
print(s:sub(0), s:sub(-100), s:sub(1, 100), s:sub(-100, 100))
print("[" .. s:sub(4) .. "]", "[" .. s:sub(3, 2) .. "]", "[" .. s:sub(5, 9) .. "]")
print("[" .. s:sub(1, 0) .. "]", "[" .. s:sub(-1, -2) .. "]", "[" .. s:sub(2, -4) .. "]")
print(s:sub(math.mininteger, math.maxinteger))
--> abc	abc	abc	abc
--> []	[]	[]
--> []	[]	[]
--> abc
