-- ends in: refused
-- expand
function autoscale() return 1 ␀ end
