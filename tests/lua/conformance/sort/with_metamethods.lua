local Version = {}
Version.__index = Version
Version.__lt = function(a, b) return a.n < b.n end
local list = {}
for i, n in ipairs({3, 1, 2}) do list[i] = setmetatable({n = n}, Version) end
table.sort(list)
print(list[1].n, list[2].n, list[3].n)
--> 1	2	3
