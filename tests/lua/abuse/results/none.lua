-- ends in: refused
local function autoscale() end
