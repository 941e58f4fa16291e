-- ends in: fuel
function autoscale()
  local s = ('\0019'):rep(32000)
  while true do pcall(string.format, '%q', s) end
end
