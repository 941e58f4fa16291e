local n = 0
local function count() n = n + 1 return n end
local t = {count(), x = count(), count(), [count()] = count(), count()}
print(t[1], t.x, t[2], t[4], t[3])
--> 1	2	3	5	6
