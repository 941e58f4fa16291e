print("a" .. "b" .. "c", "n = " .. 5, 1 .. "", "x" .. 1.5)
print(pcall(function() return "a" .. nil end))
print(pcall(function() return "a" .. {} end))
print(pcall(function() return true .. "a" end))
--> abc	n = 5	1	x1.5
--> false	test:2: attempt to concatenate a nil value
--> false	test:3: attempt to concatenate a table value
--> false	test:4: attempt to concatenate a boolean value
