-- ends in: fuel | ok
-- Going over what was emptied is paid for, too.
local t = {}
for i = 1, 2000 do t['k' .. i] = i end
for i = 1, 2000 do t['k' .. i] = nil end
t.rps, t.target = 5, 5
function autoscale() for i = 1, 10 do scale.kpa(t) end end
