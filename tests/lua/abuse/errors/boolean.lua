-- ends in: runtime
function autoscale() error(false) end
