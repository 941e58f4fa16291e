-- ends in: fuel
function autoscale() ::top:: goto top end
