-- ends in: fuel
function autoscale() while true do end end
