-- ends in: refused
-- expand
function autoscale() local t = {} return «8000|t[»1«8000|]» end
