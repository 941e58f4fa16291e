print(string.len(1.5), string.rep(7, 3), string.upper(10), string.sub(12345, 2, 3))
print(pcall(function() return (12):rep(2) end))
--> 3	777	10	23
--> false	test:2: attempt to index a number value
