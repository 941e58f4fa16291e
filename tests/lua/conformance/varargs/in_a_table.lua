local function list(...) return {...}, {n = select("#", ...), ...} end
local a, b = list("x", "y")
print(#a, b.n, b[2])
--> 2	2	y
