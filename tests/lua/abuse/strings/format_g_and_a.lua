-- ends in: fuel
function autoscale()
  local f, list = ('%.99g%.99a'):rep(100), {}
  for i = 1, 200 do list[i] = 2.2250738585072014e-308 end
  while true do local s = string.format(f, table.unpack(list)) end
end
