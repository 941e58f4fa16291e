-- ends in: refused
coroutine.yield()
function autoscale() end
