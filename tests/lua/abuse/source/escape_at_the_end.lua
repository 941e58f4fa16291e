-- ends in: refused
-- expand
function autoscale() return "\
