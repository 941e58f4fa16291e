-- ends in: fuel
function autoscale()
  local s = ('ä'):rep(30000)
  while true do utf8.offset(s, 29999) utf8.offset(s, -29999) end
end
