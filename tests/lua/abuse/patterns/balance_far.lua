-- ends in: fuel
function autoscale()
  local s = ('('):rep(30000)
  while true do s:find('%b()') end
end
