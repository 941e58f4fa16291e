-- ends in: fuel
function autoscale()
  local co = coroutine.wrap(function() while true do pcall(coroutine.yield) pcall(pcall, coroutine.yield) end end)
  while true do co() end
end
