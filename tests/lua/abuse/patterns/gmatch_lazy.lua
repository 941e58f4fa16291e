-- ends in: fuel
function autoscale()
  local s = ('a'):rep(60000)
  for x in s:gmatch('a-b') do end
end
