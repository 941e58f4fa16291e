-- ends in: fuel
function more(...) return more(1, 2, 3, 4, 5, 6, 7, 8, ...) end
function autoscale() return more() end
