-- ends in: fuel
function autoscale()
  local list = {}
  for i = 1, 250 do list[i] = 65 end
  while true do string.char(table.unpack(list)) end
end
