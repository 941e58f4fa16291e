local floor, t = math.floor, {f = math.floor}
print(pcall(function() return floor({}) end))
print(pcall(function() return t.f({}) end))
print(pcall(math.floor, {}))
print(pcall(function() return (floor or print)({}) end))
--> false	test:2: bad argument #1 to 'floor' (number expected, got table)
--> false	test:3: bad argument #1 to 'f' (number expected, got table)
--> false	bad argument #1 to 'math.floor' (number expected, got table)
--> false	test:5: bad argument #1 to 'math.floor' (number expected, got table)
