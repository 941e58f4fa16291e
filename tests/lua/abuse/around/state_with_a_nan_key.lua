-- ends in: runtime
function autoscale() state[0/0] = 1 end
