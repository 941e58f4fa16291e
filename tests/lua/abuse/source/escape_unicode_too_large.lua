-- ends in: refused
-- expand
function autoscale() return "\u{«1000|f»}" end
