-- ends in: runtime
function autoscale() for i = 1, 10, 0 do end end
