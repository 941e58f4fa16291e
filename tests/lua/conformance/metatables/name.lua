local t = setmetatable({}, {__name = "Policy"})
print((tostring(t):gsub("0x%x+", "ADDRESS")))
print(pcall(function() return t < 1 end))
print(pcall(function() return t + 1 end))
print(pcall(function() return #t .. t end))
--> Policy: ADDRESS
--> false	test:3: attempt to compare Policy with number
--> false	test:4: attempt to perform arithmetic on a Policy value (upvalue 't')
--> false	test:5: attempt to concatenate a Policy value (upvalue 't')
