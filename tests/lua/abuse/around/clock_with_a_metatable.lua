-- ends in: ok | runtime
function autoscale()
  setmetatable(clock, {__index = function() while true do end end})
  return clock.hour
end
