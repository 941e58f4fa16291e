-- ends in: ok
function autoscale(metrics)
  for k in pairs(metrics) do metrics[k] = nil end
  for k in pairs(metrics.panic or {}) do metrics.panic[k] = nil end
end
