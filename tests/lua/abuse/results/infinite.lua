-- ends in: result
function autoscale() return scale.to(math.huge) end
