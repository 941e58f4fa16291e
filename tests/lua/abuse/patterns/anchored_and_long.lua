-- ends in: fuel
function autoscale()
  local s = ('a'):rep(65000)
  while true do s:match('^a*$') end
end
