-- ends in: fuel | memory
local kept = {}
function autoscale()
  local t = {}
  for i = 1, 1000 do t[i] = i end
  while true do
    local co = coroutine.create(function() table.sort(t, function() coroutine.yield() end) end)
    coroutine.resume(co)
    kept[#kept + 1] = co
  end
end
