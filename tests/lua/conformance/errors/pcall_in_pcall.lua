print(pcall(pcall, error, "x"))
print(pcall(pcall, nil))
print(pcall(function() local ok, e = pcall(error, "inner", 0) error("outer " .. e, 0) end))
--> true	false	x
--> true	false	attempt to call a nil value
--> false	outer inner
