-- ends in: refused
-- expand
function autoscale() return «10000|(»1«10000|)» end
