-- ends in: fuel | memory
function autoscale()
  local t = {}
  for i = 1, 2000 do t[i] = i end
  local kept = {}
  while true do kept[#kept + 1] = table.move(t, 1, #t, 1, {}) end
end
