-- ends in: fuel
function autoscale() for i = math.mininteger, math.maxinteger do end end
