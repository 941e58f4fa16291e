local value = {}
print(select(2, xpcall(error, function(e) return e == value end, value)))
print(xpcall(error, function(e) return type(e) end))
--> true
--> false	nil
