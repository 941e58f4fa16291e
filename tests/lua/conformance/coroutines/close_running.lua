local co
co = coroutine.create(function() print(pcall(coroutine.close, co)) end)
coroutine.resume(co)
print(pcall(coroutine.close, coroutine.running()))
--> false	cannot close a running coroutine
--> false	cannot close a running coroutine
