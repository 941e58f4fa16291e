-- ends in: fuel | memory
function autoscale()
  local t, kept = {}, {}
  for i = 1, 249 do t[i] = i end
  while true do kept[#kept + 1] = table.pack(table.unpack(t)) end
end
