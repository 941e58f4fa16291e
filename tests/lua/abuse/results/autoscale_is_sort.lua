-- ends in: ok
autoscale = table.sort
