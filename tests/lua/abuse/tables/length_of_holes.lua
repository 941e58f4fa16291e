-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 1000 do t[i * 2] = i end
  while true do local n = #t end
end
