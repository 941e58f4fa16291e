-- ends in: fuel
function autoscale()
  local s = ('x'):rep(65000)
  while true do local a, b = s:sub(1, 31), s:sub(70000) end
end
