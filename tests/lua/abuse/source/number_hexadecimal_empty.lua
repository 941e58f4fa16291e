-- ends in: refused
function autoscale() local x = 0x end
