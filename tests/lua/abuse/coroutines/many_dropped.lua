-- ends in: fuel
function autoscale()
  while true do coroutine.wrap(function() coroutine.yield() end)() end
end
