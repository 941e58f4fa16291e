local x = 5
print(1 < x and x < 10, 1 < x and x < 5)
print(pcall(function() return 1 < x < 10 end))
--> true	false
--> false	test:3: attempt to compare boolean with number
