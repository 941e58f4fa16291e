-- ends in: fuel | memory
-- Adds and removes 20,000 keys per call.
local t = {}
function autoscale()
  for i = 1, 20000 do t['k' .. i] = i end
  for i = 1, 20000 do t['k' .. i] = nil end
end
