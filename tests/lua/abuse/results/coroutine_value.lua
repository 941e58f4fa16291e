-- ends in: result
function autoscale() return coroutine.create(autoscale) end
