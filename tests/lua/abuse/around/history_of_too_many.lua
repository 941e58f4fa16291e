-- ends in: refused
-- expand
function autoscale() return «9|#history('m¤') + »0 end
