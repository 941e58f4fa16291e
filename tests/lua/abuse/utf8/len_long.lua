-- ends in: fuel
function autoscale()
  local s = ('ä'):rep(30000)
  while true do utf8.len(s) end
end
