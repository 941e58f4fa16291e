-- ends in: ok
local function fill() state.n = (state.n or 0) + 1 end
for i = 1, 100 do fill() end
function autoscale() assert(state.n == nil or state.n < 3) fill() end
