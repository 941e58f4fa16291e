-- ends in: result
function autoscale() return autoscale end
