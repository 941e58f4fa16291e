-- ends in: fuel
function autoscale()
  local list = {}
  for i = 1, 1000 do list[i] = i / 3 end
  while true do local s = table.concat(list) end
end
