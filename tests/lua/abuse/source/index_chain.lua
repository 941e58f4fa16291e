-- ends in: refused
-- expand
function autoscale(a) return a«10000|[1]» end
