-- ends in: refused
function autoscale() local x <const> = 1 local y <close> = nil end
