-- ends in: runtime
function autoscale() error(nil) end
