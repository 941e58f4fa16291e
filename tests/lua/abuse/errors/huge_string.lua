-- ends in: runtime
function autoscale() error(('x'):rep(65000)) end
