-- ends in: fuel
local t = setmetatable({}, {__call = function(self) return self() end})
function autoscale() return t() end
