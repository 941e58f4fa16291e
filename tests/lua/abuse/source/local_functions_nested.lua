-- ends in: refused
-- expand
«190|local function f() »«190|end »
function autoscale() end
