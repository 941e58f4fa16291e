-- ends in: fuel | memory
function autoscale()
  local t = {}
  for i = 1, 62 do t[1 << i] = i end
  for i = 1, 1e9 do t[i * 1000003] = i end
end
