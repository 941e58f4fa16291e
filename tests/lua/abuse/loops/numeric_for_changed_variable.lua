-- ends in: fuel
function autoscale() for i = 1, math.maxinteger do i = 1 end end
