-- ends in: fuel
function autoscale()
  local s = ('x'):rep(65000)
  while true do local t = s .. 'y' end
end
