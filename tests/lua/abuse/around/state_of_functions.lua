-- ends in: state
function autoscale() state.f = function() return state end end
