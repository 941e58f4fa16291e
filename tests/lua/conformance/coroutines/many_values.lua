local co = coroutine.create(function(...)
  print(select("#", ...))
  print(select("#", coroutine.yield(table.unpack({}, 1, 10))))
  return ...
end)
print(select("#", coroutine.resume(co, nil, nil)))
print(select("#", coroutine.resume(co, 1, 2, 3)))
--> 2
--> 11
--> 3
--> 3
