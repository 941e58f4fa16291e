-- ends in: refused
-- expand
function autoscale(a) return a«5000| and a» end
