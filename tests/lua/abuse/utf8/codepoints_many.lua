-- ends in: fuel
function autoscale()
  local s = ('ä'):rep(240)
  while true do utf8.codepoint(s, 1, -1) end
end
