-- ends in: refused
-- expand
function autoscale(a) return «60|a.b.c(1+2+3+»a«60|).d:e(a)[a.b.c].f» end
