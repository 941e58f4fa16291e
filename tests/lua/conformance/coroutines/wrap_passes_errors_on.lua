local f = coroutine.wrap(function() error("broken") end)
print(pcall(f))
local g = coroutine.wrap(function() error({}) end)
print(type(select(2, pcall(g))))
--> false	test:1: broken
--> table
