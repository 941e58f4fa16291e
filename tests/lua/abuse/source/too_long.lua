-- ends in: refused
-- expand
-- «33000|x»
function autoscale() end
