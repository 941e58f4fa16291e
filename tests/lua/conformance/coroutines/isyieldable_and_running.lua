local main, is_main = coroutine.running()
print(type(main), is_main)
local co
co = coroutine.create(function()
  local me, is_main = coroutine.running()
  print(me == co, is_main, coroutine.isyieldable())
end)
coroutine.resume(co)
--> thread	true
--> true	false	true
