-- ends in: refused
-- expand
function autoscale() local a0«5000|,a¤» end
