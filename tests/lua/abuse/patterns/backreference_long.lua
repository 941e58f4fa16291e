-- ends in: fuel
function autoscale()
  local s = ('a'):rep(60000)
  while true do s:find('(a*)%1b') end
end
