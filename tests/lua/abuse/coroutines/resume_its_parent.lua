-- ends in: ok
function autoscale()
  local a, b
  a = coroutine.create(function() return coroutine.resume(b) end)
  b = coroutine.create(function() return coroutine.resume(a) end)
  coroutine.resume(a)
  coroutine.resume(coroutine.create(function() coroutine.resume((coroutine.running())) end))
end
