-- ends in: fuel
function autoscale()
  local t, s = {}, ('k'):rep(60000)
  while true do t[s .. #t] = true end
end
