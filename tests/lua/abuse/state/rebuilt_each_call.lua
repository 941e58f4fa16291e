-- ends in: fuel | memory
-- Passes the ceiling in each call, so that its VM is built again each time, at
-- the cost of its top level.
local s = 0
for i = 1, 45000 do s = s + i end
kept = {}
function autoscale() while true do kept[#kept + 1] = ('x'):rep(60000) .. #kept end end
