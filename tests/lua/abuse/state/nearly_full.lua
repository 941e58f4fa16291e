-- ends in: fuel
-- Just below the ceiling, and garbage on top of it: each slice may make the
-- collector go over everything.
local kept = {}
for i = 1, 4250 do kept[i] = {i} end
function autoscale()
  while true do local t = {1, 2, 3, 4} end
end
