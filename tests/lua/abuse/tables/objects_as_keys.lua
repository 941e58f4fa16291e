-- ends in: fuel | memory
function autoscale()
  local t = {}
  while true do t[{}] = true t[function() end] = true t[coroutine.create(print)] = true end
end
