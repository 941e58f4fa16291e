-- ends in: refused
-- expand
function autoscale() local x = 1 return «10000|~»«1000|#»x end
