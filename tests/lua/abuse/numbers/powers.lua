-- ends in: fuel
function autoscale() while true do local x = 1.0000001 ^ 1e9 + 2 ^ 0.5 + (-8) ^ (1 / 3) + 0 ^ 0 + 1e308 ^ 2 end end
