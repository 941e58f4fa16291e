print(pcall(function() return {} < {} end))
print(pcall(function() return nil < 1 end))
print(pcall(function() return true <= false end))
print(pcall(function() return print > print end))
--> false	test:1: attempt to compare two table values
--> false	test:2: attempt to compare nil with number
--> false	test:3: attempt to compare two boolean values
--> false	test:4: attempt to compare two function values
