-- ends in: fuel
function autoscale() while true do local s = ('x'):rep(65536) end end
