-- ends in: fuel
function autoscale()
  local s = ('a'):rep(20000)
  while true do s:find('(a-)%1%1%1%1%1%1%1%1b') end
end
