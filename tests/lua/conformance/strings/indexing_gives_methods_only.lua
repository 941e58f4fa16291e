local s = "abc"
print(s.len == string.len, s.x, s[1])
print(pcall(function() s.x = 1 end))
--> true	nil	nil
--> false	test:3: attempt to index a string value (upvalue 's')
