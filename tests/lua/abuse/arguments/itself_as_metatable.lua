-- ends in: fuel | runtime
function autoscale(metrics)
  metrics.__index = metrics
  setmetatable(metrics, metrics)
  return metrics.absent
end
