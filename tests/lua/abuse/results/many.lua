-- ends in: ok
function autoscale()
  local t = {}
  for i = 1, 249 do t[i] = i end
  return table.unpack(t)
end
