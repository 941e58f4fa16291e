local co = coroutine.create(function() error("broken") end)
print(coroutine.resume(co))
print(coroutine.status(co))
print(coroutine.resume(co))
--> false	test:1: broken
--> dead
--> false	cannot resume dead coroutine
