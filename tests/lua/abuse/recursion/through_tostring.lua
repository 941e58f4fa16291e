-- ends in: fuel | runtime
local t = setmetatable({}, {__tostring = function(self) return tostring(self) end})
function autoscale() return tostring(t) end
