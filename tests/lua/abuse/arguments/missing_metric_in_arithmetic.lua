-- ends in: no_data
function autoscale(metrics) return metrics.absent + 1 end
