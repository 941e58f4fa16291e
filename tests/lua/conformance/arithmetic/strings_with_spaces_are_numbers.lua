print(" 10 " + 1, "\t7\n" * 2)
print(pcall(function() return "1 0" + 1 end))
--> 11	14
--> false	test:2: attempt to add a 'string' with a 'number'
