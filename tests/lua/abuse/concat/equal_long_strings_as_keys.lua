-- ends in: fuel
function autoscale()
  local half = ('x'):rep(32000)
  local a, b = half .. half, half .. half
  local t = {[a] = 1}
  while true do local x = t[b] end
end
