-- ends in: fuel
function autoscale()
  local s = ('a'):rep(65000)
  while true do for i = 1, 65000 do s:find('', i, true) end end
end
