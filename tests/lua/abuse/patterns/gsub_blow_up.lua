-- ends in: fuel | runtime
function autoscale()
  local s = ('a'):rep(60000)
  return (s:gsub('', ('b'):rep(60000)))
end
