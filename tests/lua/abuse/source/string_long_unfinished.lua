-- ends in: refused
-- expand
function autoscale() local s = [==[«32000|]»
