-- ends in: result
autoscale = pcall
