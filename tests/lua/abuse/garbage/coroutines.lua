-- ends in: fuel
function autoscale() while true do coroutine.wrap(function(...) coroutine.yield(...) end)(1, 2, 3) end end
