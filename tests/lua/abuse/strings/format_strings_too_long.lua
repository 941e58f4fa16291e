-- ends in: fuel | runtime
function autoscale()
  local s = ('x'):rep(65000)
  return string.format('%s%s%s', s, s, s)
end
