-- ends in: fuel | memory
function autoscale()
  local kept = {}
  while true do kept[#kept + 1] = coroutine.create(function() end) end
end
