-- ends in: fuel
-- A coroutine that was running when the fuel was spent.
local co
function autoscale()
  if co then
    pcall(coroutine.status, co)
    pcall(coroutine.resume, co)
    pcall(coroutine.close, co)
  end
  co = coroutine.create(function() while true do end end)
  coroutine.resume(co)
end
