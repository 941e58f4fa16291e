-- ends in: fuel
function autoscale()
  local f, list = ('%99d'):rep(240), {}
  for i = 1, 240 do list[i] = i end
  while true do local s = string.format(f, table.unpack(list)) end
end
