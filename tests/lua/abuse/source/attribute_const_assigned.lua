-- ends in: refused
function autoscale() local x <const> = 1 x = 2 end
