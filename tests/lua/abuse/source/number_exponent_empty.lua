-- ends in: refused
function autoscale() local x = 1e end
