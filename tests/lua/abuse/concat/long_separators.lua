-- ends in: fuel
function autoscale()
  local separator = (','):rep(65000)
  while true do local s = table.concat({1, 2}, separator, 1, 2) end
end
