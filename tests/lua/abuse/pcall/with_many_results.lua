-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 249 do t[i] = i end
  while true do pcall(table.unpack, t) end
end
