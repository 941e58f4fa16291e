local co
co = coroutine.create(function()
  print(coroutine.status(co))
  coroutine.yield()
end)
print(coroutine.status(co))
coroutine.resume(co)
print(coroutine.status(co))
coroutine.resume(co)
print(coroutine.status(co))
--> suspended
--> running
--> suspended
--> dead
