-- ends in: fuel
function autoscale()
  local s = ('179769313486231570814527423731704356798'):rep(4) .. '.5e-120'
  while true do local x = s + s * s - s / s end
end
