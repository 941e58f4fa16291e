-- ends in: fuel
function autoscale()
  local s = ('a'):rep(65000)
  while true do local n = #s + s:len() + rawlen(s) end
end
