-- ends in: refused
-- expand
function autoscale(a) return a«2500| and a or a» end
