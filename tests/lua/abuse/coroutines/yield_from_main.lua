-- ends in: runtime
function autoscale() coroutine.yield(1) end
