-- ends in: runtime
-- expand
function autoscale(a) return 1«200|+a» end
