-- ends in: fuel
function autoscale()
  local s, p = ('a'):rep(60000), ('()'):rep(31) .. '.'
  while true do s:gsub(p, function() end) end
end
