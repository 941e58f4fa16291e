-- ends in: no_data
function autoscale(metrics) return metrics[('x'):rep(60000)] + 1 end
