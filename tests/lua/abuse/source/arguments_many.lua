-- ends in: refused
-- expand
function autoscale() print(1«5000|,¤») end
