local ok, text = pcall(table.sort, {3, 1, 2}, function(a, b) return a.x < b end)
print(ok, text)
local ok, text = pcall(table.sort, {3, 1}, function() error("no order", 0) end)
print(ok, text)
--> false	test:1: attempt to index a number value (local 'a')
--> false	no order
