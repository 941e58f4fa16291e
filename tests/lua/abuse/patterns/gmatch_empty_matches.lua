-- ends in: fuel
function autoscale()
  local s = ('a'):rep(60000)
  while true do for x in s:gmatch('') do end end
end
