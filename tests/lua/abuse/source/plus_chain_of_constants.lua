-- ends in: refused
-- expand
function autoscale() return 1«10000|+1» end
