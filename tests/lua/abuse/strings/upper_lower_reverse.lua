-- ends in: fuel
function autoscale()
  local s = ('xY'):rep(32000)
  while true do s:upper() s:lower() s:reverse() end
end
