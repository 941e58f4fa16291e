-- ends in: fuel
function autoscale()
  local s, set = ('z'):rep(1000), '[' .. ('a'):rep(30000) .. ']'
  while true do s:find(set) end
end
