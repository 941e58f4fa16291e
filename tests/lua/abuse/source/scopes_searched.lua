-- ends in: refused
-- expand
-- Names that are looked for through many scopes.
«90|local function f() local a0«10|,x¤» »«2500|q() »«90|end »
q = 1
function autoscale() end
