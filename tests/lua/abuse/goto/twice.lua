-- ends in: refused
function autoscale() ::a:: ::a:: end
