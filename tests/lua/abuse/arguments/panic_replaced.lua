-- ends in: ok
function autoscale(metrics) metrics.panic = metrics metrics.panic.panic.panic.cpu = 1 end
