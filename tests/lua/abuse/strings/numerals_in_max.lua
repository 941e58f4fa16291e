-- ends in: fuel
function autoscale()
  local list = {}
  for i = 1, 250 do list[i] = ('179769313486231570814527423731704356798'):rep(4) .. '.5e-120' end
  while true do math.max(table.unpack(list)) end
end
