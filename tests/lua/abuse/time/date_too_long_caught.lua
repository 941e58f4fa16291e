-- ends in: fuel
function autoscale()
  local f = ('%c'):rep(10000)
  while true do pcall(os.date, f) end
end
