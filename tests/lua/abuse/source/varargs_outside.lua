-- ends in: refused
function autoscale() return function() return ... end end
