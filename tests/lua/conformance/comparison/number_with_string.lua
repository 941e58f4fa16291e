print(pcall(function() return 1 < "2" end))
print(pcall(function() return "2" >= 1 end))
--> false	test:1: attempt to compare number with string
--> false	test:2: attempt to compare number with string
