-- ends in: runtime
function autoscale() table.sort({3, 2, 1}, coroutine.yield) end
