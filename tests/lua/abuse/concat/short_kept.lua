-- ends in: fuel | memory
function autoscale()
  local kept = {}
  for i = 1, 1e6 do kept[i] = 'number ' .. i end
end
