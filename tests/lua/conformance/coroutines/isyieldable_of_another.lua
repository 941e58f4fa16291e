local co = coroutine.create(function() end)
print(coroutine.isyieldable(co), coroutine.isyieldable(coroutine.running()))
print(coroutine.wrap(function() return coroutine.isyieldable() end)())
--> true	false
--> true
