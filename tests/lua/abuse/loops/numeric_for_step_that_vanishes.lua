-- ends in: fuel
-- 1e16 + 1 == 1e16: the float loop never moves.
function autoscale() for x = 1e16, 1e17, 0.5 do end end
