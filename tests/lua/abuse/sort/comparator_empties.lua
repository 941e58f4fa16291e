-- ends in: fuel | ok
function autoscale()
  local t = {}
  for i = 1, 100 do t[i] = i end
  table.sort(t, function(a, b) for k in pairs(t) do t[k] = nil end return a < b end)
end
