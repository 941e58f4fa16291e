-- ends in: runtime
autoscale = error
