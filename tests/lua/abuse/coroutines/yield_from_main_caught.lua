-- ends in: fuel
function autoscale() while true do pcall(coroutine.yield) end end
