-- ends in: fuel
-- A key that belongs into the array, again and again, with a full map.
function autoscale()
  local t = {}
  for i = 1, 3584 do t['k' .. i] = 1 end
  while true do
    for i = 1, 40 do t[i * 3] = 1 end
    for i = 1, 40 do t[i * 3] = nil end
  end
end
