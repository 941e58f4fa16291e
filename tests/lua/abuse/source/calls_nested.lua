-- ends in: refused
-- expand
function autoscale() return «4000|tostring(»1«4000|)» end
