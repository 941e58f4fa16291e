-- ends in: refused
function autoscale() return 1 return 2 end
