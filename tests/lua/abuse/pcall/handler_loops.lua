-- ends in: fuel
function autoscale() return xpcall(error, function() while true do end end) end
