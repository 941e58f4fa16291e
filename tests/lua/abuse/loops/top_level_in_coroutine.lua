-- ends in: refused
coroutine.wrap(function() while true do end end)()
function autoscale() end
