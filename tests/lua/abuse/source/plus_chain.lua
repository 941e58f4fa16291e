-- ends in: refused
-- expand
function autoscale(a) return 1«10000|+a» end
