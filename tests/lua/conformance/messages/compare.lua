local t = {}
print(pcall(function() return t.x < 1 end))
print(pcall(function() return t < 1 end))
print(pcall(function() return 1 <= t.x end))
print(pcall(function() return "a" > 1 end))
print(pcall(function() return nil < nil end))
print(pcall(function() return t.x > 80 end))
--> false	test:2: attempt to compare nil with number
--> false	test:3: attempt to compare table with number
--> false	test:4: attempt to compare number with nil
--> false	test:5: attempt to compare number with string
--> false	test:6: attempt to compare two nil values
--> false	test:7: attempt to compare number with nil
