-- ends in: fuel
function autoscale()
  local s = ('a'):rep(65000)
  while true do s:find('b', 1, true) end
end
