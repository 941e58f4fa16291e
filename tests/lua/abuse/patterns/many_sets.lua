-- ends in: fuel
function autoscale()
  local s = ('z'):rep(1000)
  local set = ('[a-y]'):rep(1000)
  while true do s:find(set) end
end
