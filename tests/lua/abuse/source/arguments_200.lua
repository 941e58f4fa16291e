-- ends in: ok
-- expand
function autoscale() print(1«200|,¤») end
