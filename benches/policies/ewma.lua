-- Smooths the load over calls.
local mean
function autoscale(metrics)
  mean = mean and (0.8 * mean + 0.2 * metrics.cpu) or metrics.cpu
  if mean > 80 then return scale.up(1) end
  if mean < 20 then return scale.down(1) end
end
