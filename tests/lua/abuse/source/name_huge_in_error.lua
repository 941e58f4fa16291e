-- ends in: runtime
-- expand
function autoscale(m) local t = {} return t.«32000|a».b end
