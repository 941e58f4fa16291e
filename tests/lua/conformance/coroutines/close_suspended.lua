local co = coroutine.create(function() coroutine.yield() end)
coroutine.resume(co)
print(coroutine.close(co), coroutine.status(co))
print(coroutine.resume(co))
--> true	dead
--> false	cannot resume dead coroutine
