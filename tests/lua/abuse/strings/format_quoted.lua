-- ends in: fuel
function autoscale()
  local s = ('\1'):rep(16000)
  while true do local t = string.format('%q', s) end
end
