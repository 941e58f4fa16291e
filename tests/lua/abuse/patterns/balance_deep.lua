-- ends in: fuel
function autoscale()
  local s = ('('):rep(30000) .. (')'):rep(30000)
  while true do s:match('%b()') end
end
