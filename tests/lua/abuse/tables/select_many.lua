-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 249 do t[i] = i end
  while true do
    select('#', table.unpack(t))
    select(-1, table.unpack(t))
    select(100, table.unpack(t))
  end
end
