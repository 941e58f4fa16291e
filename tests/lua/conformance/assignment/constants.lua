local MAX <const> = 10
local name <const>, other = "x", 1
other = other + MAX
print(MAX, name, other)
--> 10	x	11
