-- ends in: fuel
function autoscale() while true do scale.hpa{value = 5, target = 5} end end
