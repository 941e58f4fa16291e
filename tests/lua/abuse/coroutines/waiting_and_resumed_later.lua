-- ends in: fuel
local outer
function autoscale()
  if outer then
    pcall(coroutine.resume, outer)
    pcall(coroutine.close, outer)
  end
  outer = coroutine.create(function()
    coroutine.wrap(function() while true do end end)()
  end)
  coroutine.resume(outer)
end
