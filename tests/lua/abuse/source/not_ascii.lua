-- ends in: refused
function autoscale() return größe end
