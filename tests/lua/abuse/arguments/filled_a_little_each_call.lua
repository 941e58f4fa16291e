-- ends in: ok
function autoscale(metrics)
  if #metrics > 0 then error('still filled') end
  for i = 1, 100 do metrics[i] = i end
end
