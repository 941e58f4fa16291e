-- ends in: refused
-- expand
function autoscale() local t = {} t[0]«1500|,t[¤]» = 1«1500|,¤» end
