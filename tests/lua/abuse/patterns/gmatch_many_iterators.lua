-- ends in: fuel
function autoscale()
  local kept = {}
  while true do kept[#kept + 1] = string.gmatch(('a'):rep(1000), '.-') end
end
