-- ends in: fuel
function autoscale()
  local t = {}
  for i = 1, 249 do t[i] = 0x7fffffff end
  while true do utf8.char(table.unpack(t)) end
end
