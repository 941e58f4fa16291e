-- ends in: fuel
function autoscale()
  local list = {}
  for i = 1, 20 do list[i] = ('x'):rep(3000) end
  while true do local s = table.concat(list) end
end
