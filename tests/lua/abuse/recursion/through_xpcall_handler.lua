-- ends in: fuel
local function handler(e) return xpcall(error, handler2, e) end
function handler2(e) return xpcall(error, handler2, e) end
function autoscale() return xpcall(error, handler, 'x') end
