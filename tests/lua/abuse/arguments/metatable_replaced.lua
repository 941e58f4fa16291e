-- ends in: ok
function autoscale(metrics)
  setmetatable(metrics, {__index = function(_, k) return k end})
  local x = metrics.absent
  setmetatable(metrics, nil)
end
