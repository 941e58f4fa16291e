-- ends in: refused
function autoscale() local x = 3in4 end
