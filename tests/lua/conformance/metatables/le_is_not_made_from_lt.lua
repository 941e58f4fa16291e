local mt = {__lt = function() return false end}
local a, b = setmetatable({}, mt), setmetatable({}, mt)
print(a < b)
print(pcall(function() return a <= b end))
--> false
--> true	true
--! Debian builds Lua with the fallback of 5.3 from __le to __lt; the manual of 5.4 has none
--ours> false
--ours> false	test:4: attempt to compare two table values
