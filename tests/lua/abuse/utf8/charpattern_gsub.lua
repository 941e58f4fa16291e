-- ends in: fuel
function autoscale()
  local s = ('ä'):rep(30000)
  while true do s:gsub(utf8.charpattern, '') end
end
