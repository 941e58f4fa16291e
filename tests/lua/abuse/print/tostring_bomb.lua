-- ends in: ok
function autoscale() print(setmetatable({}, {__tostring = function() while true do end end})) end
