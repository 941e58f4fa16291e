-- ends in: ok
-- The main coroutine of one call, seen from the next.
local main, running
function autoscale()
  if main then
    pcall(coroutine.resume, main)
    pcall(coroutine.close, main)
    pcall(coroutine.status, main)
  end
  main = coroutine.running()
  local co = coroutine.create(function() pcall(coroutine.resume, main) pcall(coroutine.close, main) end)
  coroutine.resume(co)
end
