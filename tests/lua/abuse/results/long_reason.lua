-- ends in: ok
function autoscale() return scale.up(1, ('x'):rep(65000)) end
