-- ends in: fuel
function autoscale() pcall(autoscale) autoscale() end
