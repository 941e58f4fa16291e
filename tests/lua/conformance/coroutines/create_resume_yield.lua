local co = coroutine.create(function(a, b)
  print("start", a, b)
  local c = coroutine.yield(a + b)
  print("again", c)
  local d, e = coroutine.yield(c * 2)
  print("last", d, e)
  return "end", d
end)
print(coroutine.resume(co, 1, 2))
print(coroutine.resume(co, 10))
print(coroutine.resume(co, "x", "y"))
print(coroutine.resume(co))
--> start	1	2
--> true	3
--> again	10
--> true	20
--> last	x	y
--> true	end	x
--> false	cannot resume dead coroutine
