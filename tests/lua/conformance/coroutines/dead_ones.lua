local co = coroutine.create(function() end)
coroutine.resume(co)
print(coroutine.resume(co))
local f = coroutine.wrap(function() end)
f()
print(pcall(f))
--> false	cannot resume dead coroutine
--> false	cannot resume dead coroutine
