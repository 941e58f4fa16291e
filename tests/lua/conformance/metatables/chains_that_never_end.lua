local own = {}
setmetatable(own, {__index = own, __newindex = own})
print(pcall(function() return own.x end))
print(pcall(function() own.x = 1 end))
local a, b = {}, {}
setmetatable(a, {__index = b})
setmetatable(b, {__index = a})
print(pcall(function() return a[1] end))
print(rawget(own, "x"), rawget(a, 1))
-- A long one ends.
local last = {found = "found"}
local first = last
for _ = 1, 1000 do first = setmetatable({}, {__index = first, __newindex = first}) end
first.new = 5
print(first.found, last.new, rawget(first, "new"))
--> false	test:3: '__index' chain too long; possible loop
--> false	test:4: '__newindex' chain too long; possible loop
--> false	test:8: '__index' chain too long; possible loop
--> nil	nil
--> found	5	nil
