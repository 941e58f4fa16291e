-- ends in: refused
-- expand
function autoscale(a) return a«6000| or a» end
