-- ends in: refused
-- expand
function autoscale(a) return a«15000|.a» end
