-- ends in: refused
function autoscale() return "\x1" end
