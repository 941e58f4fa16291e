-- ends in: fuel
function autoscale() while true do local f = function() return function() return autoscale end end f() end end
