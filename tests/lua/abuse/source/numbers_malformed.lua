-- ends in: refused
function autoscale() local x = 1..2 end
