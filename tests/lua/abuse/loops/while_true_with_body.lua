-- ends in: fuel
function autoscale(metrics)
  local total = 0
  while true do total = total + metrics.cpu end
  return total
end
