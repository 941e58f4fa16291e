-- ends in: refused
function autoscale() return "\300" end
