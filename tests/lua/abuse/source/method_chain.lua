-- ends in: refused
-- expand
function autoscale(a) return a«8000|:m()» end
