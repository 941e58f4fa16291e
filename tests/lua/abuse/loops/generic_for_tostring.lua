-- ends in: fuel
function autoscale() for x in tostring, 1 do end end
