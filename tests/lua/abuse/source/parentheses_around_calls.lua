-- ends in: refused
-- expand
function autoscale(a) return «190|(a(»«190|)+1)» end
