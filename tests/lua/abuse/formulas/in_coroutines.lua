-- ends in: ok
function autoscale()
  for i = 1, 20 do
    local get = coroutine.wrap(function() return scale.kpa{concurrency = i, target = i} end)
    assert(get().replicas >= 1)
  end
end
