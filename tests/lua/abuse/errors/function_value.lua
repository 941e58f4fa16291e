-- ends in: runtime
function autoscale() error(print) end
