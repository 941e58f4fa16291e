-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 100 do t[i] = i end
  while true do table.sort(t, function(a, b) return (function() return a < b end)() end) end
end
