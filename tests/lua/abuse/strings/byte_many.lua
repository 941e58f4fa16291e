-- ends in: fuel
function autoscale()
  local s = ('x'):rep(250)
  while true do s:byte(1, -1) end
end
