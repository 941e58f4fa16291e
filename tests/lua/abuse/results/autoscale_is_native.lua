-- ends in: ok
autoscale = print
