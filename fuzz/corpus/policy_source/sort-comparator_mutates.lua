-- ends in: fuel | ok
function autoscale()
  local t = {}
  for i = 1, 100 do t[i] = i * 37 % 101 end
  table.sort(t, function(a, b) t[#t + 1] = a t[1] = nil return a < b end)
end
