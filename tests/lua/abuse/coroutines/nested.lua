-- ends in: fuel | runtime
function nest(n) return coroutine.wrap(function() return nest(n + 1) end)() end
function autoscale() return nest(1) end
