-- ends in: runtime
function autoscale() return ('a'):match(('('):rep(10)) end
