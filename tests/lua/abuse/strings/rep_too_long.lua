-- ends in: runtime
function autoscale() return ('x'):rep(1e9) end
