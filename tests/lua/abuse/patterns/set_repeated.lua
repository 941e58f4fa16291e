-- ends in: fuel
function autoscale()
  local s = ('z'):rep(60000)
  while true do s:match('[%w%p%s]*[a-y]') end
end
