-- ends in: fuel
function autoscale()
  while true do
    local co
    co = coroutine.wrap(function() local me = co coroutine.yield(function() return me end) end)
    co()
  end
end
