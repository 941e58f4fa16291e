-- ends in: fuel
function autoscale()
  local f = ('%c'):rep(30)
  while true do os.date(f) end
end
