-- ends in: refused
-- expand
function autoscale(a) return «5000|(a-»1«5000|)» end
