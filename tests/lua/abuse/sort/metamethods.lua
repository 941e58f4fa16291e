-- ends in: fuel
function autoscale()
  local mt = {__lt = function(a, b) return a.n < b.n end}
  local t = {}
  for i = 1, 300 do t[i] = setmetatable({n = i * 7 % 301}, mt) end
  while true do table.sort(t) table.sort(t, function(a, b) return b < a end) end
end
