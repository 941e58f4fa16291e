-- ends in: fuel | runtime
local t = setmetatable({}, {__pairs = function(self) return pairs(self) end})
function autoscale() for k in pairs(t) do end end
