-- ends in: ok
-- expand
function autoscale() local x = 0.«32000|0»1 end
