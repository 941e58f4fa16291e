-- ends in: refused
function autoscale() (a) = 1 end a = 1
