-- ends in: result
function autoscale() return math.maxinteger end
