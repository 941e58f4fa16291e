-- ends in: fuel
function autoscale()
  local f, list = ('%.99e'):rep(200), {}
  for i = 1, 200 do list[i] = 5e-324 end
  while true do local s = string.format(f, table.unpack(list)) end
end
