-- ends in: fuel | memory
function autoscale()
  local t = {}
  for i = 1, 1e9 do t['k' .. i] = i end
end
