-- ends in: fuel
local kept = {}
for i = 1, 14 do kept[i] = ('x'):rep(65000) .. i end
function autoscale()
  while true do local s = ('y'):rep(2000) end
end
