local t = {}
print(pcall(function() t[nil] = 1 end))
print(pcall(function() t[0 / 0] = 1 end))
print(pcall(rawset, t, nil, 1))
print(pcall(next, t, "x"))
--> false	test:2: table index is nil
--> false	test:3: table index is NaN
--> false	table index is nil
--> false	invalid key to 'next'
