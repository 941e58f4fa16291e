-- ends in: refused
function autoscale() local x <static> = 1 end
