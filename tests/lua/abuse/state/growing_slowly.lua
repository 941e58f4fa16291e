-- ends in: ok
-- A little more with each call.
history = {}
function autoscale(metrics) for i = 1, 50 do history[#history + 1] = {metrics.cpu} end end
