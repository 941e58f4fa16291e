-- ends in: ok
local kept = {}
function autoscale(metrics, request) kept[#kept + 1] = metrics kept[#kept + 1] = request end
