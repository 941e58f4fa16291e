-- ends in: ok
-- expand
function autoscale() local «32000|a» = 1 end
