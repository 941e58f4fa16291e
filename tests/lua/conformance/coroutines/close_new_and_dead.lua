local co = coroutine.create(function() end)
print(coroutine.close(co), coroutine.status(co))
print(coroutine.close(co))
local done = coroutine.create(function() end)
coroutine.resume(done)
print(coroutine.close(done))
--> true	dead
--> true
--> true
