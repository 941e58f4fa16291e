-- ends in: fuel
function autoscale()
  local half = ('x'):rep(32000)
  local a, b = half .. half, half .. half
  while true do local less = a < b or a <= b end
end
