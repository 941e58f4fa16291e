-- ends in: runtime
function autoscale()
  local s = ('\1'):rep(65000)
  return string.format('%q', s)
end
