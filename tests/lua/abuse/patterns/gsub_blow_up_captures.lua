-- ends in: fuel | runtime
function autoscale()
  local s = ('a'):rep(30000)
  return (s:gsub('(a*)', ('%1'):rep(30000)))
end
