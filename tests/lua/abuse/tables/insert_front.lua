-- ends in: fuel
function autoscale()
  local t = {}
  while true do table.insert(t, 1, 1) end
end
