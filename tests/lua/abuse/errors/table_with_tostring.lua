-- ends in: runtime
-- What was raised is told without running Lua.
function autoscale() error(setmetatable({}, {__tostring = function() while true do end end})) end
