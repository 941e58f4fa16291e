-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 4000 do t[i] = i end
  while true do table.insert(t, table.remove(t, 1)) end
end
