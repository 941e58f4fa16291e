-- ends in: fuel
function autoscale() while true do scale.kpa{rps = 5, target = 5} end end
