-- ends in: refused
-- expand
function autoscale() end --[==[«32000|]»
