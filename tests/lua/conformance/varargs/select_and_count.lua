local function count(...) return select("#", ...) end
print(count(), count(nil), count(1, nil, nil), count(count()))
--> 0	1	3	1
