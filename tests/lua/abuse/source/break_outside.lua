-- ends in: refused
function autoscale() break end
