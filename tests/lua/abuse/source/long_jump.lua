-- ends in: ok
-- expand
function autoscale(a) while a do a = nil «8000|a=a » end end
