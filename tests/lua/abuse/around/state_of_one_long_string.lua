-- ends in: state
function autoscale() state.s = ('x'):rep(60000) end
