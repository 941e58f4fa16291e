-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 249 do t[i] = i end
  while true do local a = {table.unpack(t)} end
end
