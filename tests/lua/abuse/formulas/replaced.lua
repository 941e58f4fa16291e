-- ends in: refused
scale.hpa = print
function autoscale() end
