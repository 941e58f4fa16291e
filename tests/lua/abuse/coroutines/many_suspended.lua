-- ends in: fuel | memory
function autoscale()
  local kept = {}
  while true do
    local co = coroutine.wrap(function() coroutine.yield() end)
    co()
    kept[#kept + 1] = co
  end
end
