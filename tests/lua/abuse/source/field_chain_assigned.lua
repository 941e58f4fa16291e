-- ends in: refused
-- expand
function autoscale(a) a«15000|.a» = 1 end
