-- ends in: ok
-- expand
function autoscale() return «150|(»1«150|)» end
