-- ends in: fuel | memory
function autoscale(metrics) for i = 1, 1e9 do metrics[i] = i end end
