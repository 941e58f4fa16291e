-- ends in: fuel
function autoscale() while true do pcall(error) end end
