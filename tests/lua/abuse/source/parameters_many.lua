-- ends in: refused
-- expand
function autoscale(a0«5000|,a¤») end
