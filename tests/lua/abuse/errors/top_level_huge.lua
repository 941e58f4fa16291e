-- ends in: refused
error(('x'):rep(65000))
function autoscale() end
