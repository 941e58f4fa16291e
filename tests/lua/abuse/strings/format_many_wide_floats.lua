-- ends in: fuel
function autoscale()
  local f, list = ('%99.99f'):rep(100), {}
  for i = 1, 100 do list[i] = -1.7976931348623157e308 end
  while true do local s = string.format(f, table.unpack(list)) end
end
