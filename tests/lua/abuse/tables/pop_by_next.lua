-- ends in: fuel
-- Each next has to pass what was removed before.
function autoscale()
  local t = {}
  for i = 1, 5000 do t['k' .. i] = i end
  for i = 1, 5000 do t[next(t)] = nil end
end
