-- ends in: refused
function autoscale(_ENV) return cpu end
