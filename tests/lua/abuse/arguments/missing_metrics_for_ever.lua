-- ends in: fuel
function autoscale(metrics) local i = 0 while true do i = i + 1 local x = metrics[i] or metrics['k' .. i] end end
