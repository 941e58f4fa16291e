-- ends in: fuel
function autoscale() return autoscale() end
