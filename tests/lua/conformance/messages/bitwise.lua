local t, half = {}, 1.5
print(pcall(function() return t & 1 end))
print(pcall(function() return 1 | t.x end))
print(pcall(function() return half << 1 end))
print(pcall(function() return ~half end))
print(pcall(function() return t.x ~ nil end))
print(pcall(function() return math.huge | 0 end))
--> false	test:2: attempt to perform bitwise operation on a table value (upvalue 't')
--> false	test:3: attempt to perform bitwise operation on a nil value (field 'x')
--> false	test:4: number (upvalue 'half') has no integer representation
--> false	test:5: number (upvalue 'half') has no integer representation
--> false	test:6: attempt to perform bitwise operation on a nil value (field 'x')
--> false	test:7: number (field 'huge') has no integer representation
