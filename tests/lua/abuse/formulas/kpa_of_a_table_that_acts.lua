-- ends in: runtime
-- Metatables are not asked.
local t = setmetatable({}, {__index = function() while true do end end, __pairs = error})
function autoscale() return scale.kpa(t) end
