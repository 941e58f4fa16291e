-- ends in: refused
-- expand
function autoscale() local x0 = 1 «190|return function() local y¤ = x0 »«190|end » end
