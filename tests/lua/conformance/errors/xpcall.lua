print(xpcall(function() error("x", 0) end, function(e) return "handled " .. e end))
print(xpcall(function(...) return ... end, print, 1, 2))
print(xpcall(function() local t = nil; return t.x end, function(e) return #e > 0 end))
--> false	handled x
--> true	1	2
--> false	true
