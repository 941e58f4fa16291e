-- ends in: refused
function autoscale() 1 + 1 end
