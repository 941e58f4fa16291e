-- ends in: fuel
function autoscale() for i = 1, math.huge do end end
