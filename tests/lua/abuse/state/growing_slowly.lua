-- ends in: ok
-- A little more with each call.
kept = {}
function autoscale(metrics) for i = 1, 50 do kept[#kept + 1] = {metrics.cpu} end end
