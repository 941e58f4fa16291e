-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 240 do t[i] = i end
  local co = coroutine.wrap(function() while true do coroutine.yield(table.unpack(t)) end end)
  while true do co(table.unpack(t)) end
end
