-- ends in: fuel
local function forever() while true do end end
function autoscale()
  pcall(pcall, pcall, pcall, forever)
  xpcall(forever, forever)
  return 'up'
end
