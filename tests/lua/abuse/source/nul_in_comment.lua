-- ends in: ok
-- expand
-- a␀b
function autoscale() end
