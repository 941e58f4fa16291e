-- ends in: refused
function autoscale() state = {} end
