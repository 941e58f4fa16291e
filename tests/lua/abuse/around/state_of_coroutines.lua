-- ends in: state
function autoscale() state.co = coroutine.create(function() coroutine.yield() end) end
