-- ends in: refused
kept = {}
while true do kept[#kept + 1] = {} end
function autoscale() end
