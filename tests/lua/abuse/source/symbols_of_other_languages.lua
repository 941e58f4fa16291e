-- ends in: refused
function autoscale() { return x != 1 && y || !z; }
