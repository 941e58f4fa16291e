-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 8000 do t[i + 0.5] = true end
  for i = 1, 8000 do t[i + 0.5] = nil end
  while true do next(t) end
end
