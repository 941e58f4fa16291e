-- ends in: ok
-- What is written while the script is loaded is nobody's.
local function fill() state.n = (state.n or 0) + 1 end
for i = 1, 100 do fill() end
function autoscale() assert(state.n == nil) end
