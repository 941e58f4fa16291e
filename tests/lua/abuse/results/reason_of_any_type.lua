-- ends in: ok
local n = 0
function autoscale()
  n = n + 1
  local reasons = {{}, print, true, 0 / 0, coroutine.create(print), setmetatable({}, {__tostring = error})}
  return scale.up(1, reasons[n])
end
