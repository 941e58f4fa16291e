-- ends in: refused
-- expand
function autoscale() return 1«5000|,¤» end
