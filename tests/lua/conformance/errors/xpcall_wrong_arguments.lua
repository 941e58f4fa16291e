print(pcall(xpcall, print))
print(xpcall(nil, function(e) return e end))
--> false	bad argument #2 to 'xpcall' (function expected, got no value)
--> false	attempt to call a nil value
