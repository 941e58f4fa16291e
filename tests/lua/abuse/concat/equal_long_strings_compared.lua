-- ends in: fuel
-- Equal, and not the same object: their bytes have to be looked at.
function autoscale()
  local half = ('x'):rep(32000)
  local a, b = half .. half, half .. half
  while true do local same = a == b end
end
