-- ends in: fuel
function autoscale()
  local list = {}
  for i = 1, 2000 do list[i] = '' end
  while true do local s = table.concat(list) end
end
