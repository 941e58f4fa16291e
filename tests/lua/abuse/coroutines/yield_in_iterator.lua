-- ends in: fuel
function autoscale()
  local co = coroutine.wrap(function() for x in coroutine.yield do end end)
  while true do co(true) end
end
