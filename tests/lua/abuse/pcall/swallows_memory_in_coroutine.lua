-- ends in: fuel | memory
local kept = {}
function autoscale()
  while true do
    local co = coroutine.create(function() for i = 1, 1e9 do kept[#kept + 1] = ('x'):rep(100, i) end end)
    coroutine.resume(co)
  end
end
