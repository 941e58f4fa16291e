-- ends in: fuel
function autoscale()
  local s = ('9'):rep(65000)
  while true do tonumber(s) tonumber(s, 10) tonumber(s, 36) end
end
