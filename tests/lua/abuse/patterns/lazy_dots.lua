-- ends in: fuel
function autoscale()
  local s = ('a'):rep(3000)
  return s:find('.-.-.-.-b')
end
