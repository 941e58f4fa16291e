-- ends in: fuel | ok
-- expand
function autoscale() local f = type «6000|f(1) » end
