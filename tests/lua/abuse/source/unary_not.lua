-- ends in: refused
-- expand
function autoscale() return «8000|not »true end
