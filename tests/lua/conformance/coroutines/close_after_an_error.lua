local co = coroutine.create(function() error("broken", 0) end)
coroutine.resume(co)
print(coroutine.close(co))
print(coroutine.close(co))
--> false	broken
--> true
--! an error is told once, by the resume that it ended; what is closed is closed
--ours> true
--ours> true
