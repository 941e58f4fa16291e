-- ends in: refused
-- expand
function autoscale(a) return a«4000|&a|a~a» end
