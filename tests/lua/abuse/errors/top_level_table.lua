-- ends in: refused
error({})
function autoscale() end
