-- ends in: runtime
function autoscale() local c = clock rawset(c, 'hour', 'never') end
