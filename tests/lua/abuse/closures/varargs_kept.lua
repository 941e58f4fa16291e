-- ends in: fuel | memory
function keep(...) local a = {...} return function() return table.unpack(a) end end
function autoscale()
  local kept = {}
  while true do kept[#kept + 1] = keep(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) end
end
