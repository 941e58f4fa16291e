local a = {1}
local b = a
b[1] = 2
print(a[1], a == b)
--> 2	true
