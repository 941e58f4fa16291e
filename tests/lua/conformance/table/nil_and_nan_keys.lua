local t = {}
print(t[nil], t[0 / 0])
print(pcall(function() t[nil] = 1 end))
print(pcall(function() t[0 / 0] = 1 end))
print(pcall(function() return {[nil] = 1} end))
--> nil	nil
--> false	test:3: table index is nil
--> false	test:4: table index is NaN
--> false	test:5: table index is nil
