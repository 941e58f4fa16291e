-- ends in: fuel
function autoscale()
  local p = ('a'):rep(65000)
  while true do p:match(p) end
end
