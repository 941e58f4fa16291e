local a, b = {}, {}
local c = a
print(a == b, a == c, a ~= b)
print({} == {}, print == print)
--> false	true	true
--> false	true
