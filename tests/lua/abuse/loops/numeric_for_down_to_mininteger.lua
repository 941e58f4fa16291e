-- ends in: fuel
function autoscale() for i = -1, math.mininteger, -1 do end end
