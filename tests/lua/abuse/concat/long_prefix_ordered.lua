-- ends in: fuel
function autoscale()
  local s = ('x'):rep(65000)
  local a, b = s .. 'a', s .. 'b'
  while true do local less = a < b end
end
