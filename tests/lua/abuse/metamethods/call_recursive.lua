-- ends in: fuel | runtime
local t = setmetatable({}, {__call = function(self) return 1 + self() end})
function autoscale() return t() end
