-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 249 do t[i] = '' end
  while true do print(table.unpack(t)) end
end
