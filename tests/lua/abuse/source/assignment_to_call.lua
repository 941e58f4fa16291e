-- ends in: refused
function autoscale() f() = 1 end f = 1
