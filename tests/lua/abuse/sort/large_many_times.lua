-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 400 do t[i] = i * 7919 % 2003 end
  while true do table.sort(t, function(a, b) return a < b end) table.sort(t) end
end
