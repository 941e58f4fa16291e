-- ends in: fuel
local function again() return pcall(again) end
again = nil
function deeper() return pcall(deeper) end
function autoscale() return deeper() end
