-- ends in: ok
-- expand
function autoscale() local s = "«32000|x»" end
