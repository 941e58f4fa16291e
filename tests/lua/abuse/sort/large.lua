-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 20000 do t[i] = i * 7919 % 20011 end
  table.sort(t)
end
