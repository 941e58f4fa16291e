-- ends in: state
function autoscale() state[print] = 1 end
