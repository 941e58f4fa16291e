-- ends in: fuel | memory
function autoscale()
  local kept = {}
  for i = 1, 1e9 do kept[i] = function() return i end end
end
