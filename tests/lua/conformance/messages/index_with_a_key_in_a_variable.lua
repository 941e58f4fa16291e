local t, key = {}, "k"
print(pcall(function() return t[key].x end))
print(pcall(function() local t = {}; local key = "k"; return t[key].x end))
print(pcall(function() return t["a b"].x end))
--> false	test:2: attempt to index a nil value (field '?')
--> false	test:3: attempt to index a nil value (field '?')
--> false	test:4: attempt to index a nil value (field 'a b')
