-- ends in: runtime
function autoscale()
  local co = coroutine.wrap(function() table.sort({3, 2, 1}, function(a, b) coroutine.yield() return a < b end) end)
  for i = 1, 10 do co() end
end
