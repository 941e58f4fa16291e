-- ends in: refused
function autoscale() return 1 + autoscale() end
autoscale()
