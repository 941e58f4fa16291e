-- ends in: fuel
function autoscale()
  local s, t = ('x'):rep(30000), {}
  for i = 1, 20 do t[i] = s .. (i % 10) end
  while true do table.sort(t, function(a, b) return a < b end) end
end
