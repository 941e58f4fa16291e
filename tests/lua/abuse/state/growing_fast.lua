-- ends in: fuel | memory
kept = {}
function autoscale() while true do kept[#kept + 1] = {} end end
