-- ends in: fuel
function autoscale() local i = 0 while true do i = i + 1 local s = ('g'):rep(1000) .. i end end
