-- ends in: fuel
function autoscale() while true do math.random(1, (1 << 62) + 1) end end
