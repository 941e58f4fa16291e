-- ends in: fuel | ok
local t = {}
function autoscale()
  for i = 1, 20000 do t[i] = i end
  for i = 20000, 1, -1 do t[i] = nil end
end
