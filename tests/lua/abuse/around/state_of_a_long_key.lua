-- ends in: state
function autoscale() state[('x'):rep(60000)] = 1 end
