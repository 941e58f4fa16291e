-- ends in: runtime
function autoscale() error(0 / 0) end
