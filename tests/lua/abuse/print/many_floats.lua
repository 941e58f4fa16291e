-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 249 do t[i] = i / 3e100 end
  while true do print(table.unpack(t)) end
end
