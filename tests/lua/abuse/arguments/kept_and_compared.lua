-- ends in: ok
local last
function autoscale(metrics)
  if last and last.cpu ~= 85 then error('the kept one was changed') end
  last = metrics
end
