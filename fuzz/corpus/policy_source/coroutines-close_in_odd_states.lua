-- ends in: ok
function autoscale()
  local co
  co = coroutine.create(function() pcall(coroutine.close, co) coroutine.yield() end)
  coroutine.resume(co)
  coroutine.close(co)
  coroutine.close(co)
  pcall(coroutine.resume, co)
  pcall(coroutine.close, (coroutine.running()))
  local outer
  outer = coroutine.create(function()
    local inner = coroutine.create(function() pcall(coroutine.close, outer) end)
    coroutine.resume(inner)
  end)
  coroutine.resume(outer)
end
