-- ends in: refused
-- expand
function autoscale() return «16000|(»
