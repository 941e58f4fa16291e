-- ends in: fuel
function autoscale() for i = 1, math.maxinteger do end end
