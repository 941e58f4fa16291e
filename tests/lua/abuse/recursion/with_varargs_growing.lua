-- ends in: fuel | memory
local function grow(...) return 1 + grow(1, 2, 3, 4, 5, 6, 7, 8, ...) end
grow = nil
function more(...) return 1 + more(1, 2, 3, 4, 5, 6, 7, 8, ...) end
function autoscale() return more() end
