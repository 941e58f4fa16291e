print(tonumber(""), tonumber(" "), tonumber("abc"), tonumber("1x"))
print(tonumber("1 2"), tonumber("1e"), tonumber("0x"), tonumber("--1"))
print(tonumber("inf"), tonumber("nan"), tonumber("1_000"), tonumber("1,5"))
print(tonumber(nil), tonumber({}), tonumber(true), tonumber(print))
--> nil	nil	nil	nil
--> nil	nil	nil	nil
--> nil	nil	nil	nil
--> nil	nil	nil	nil
