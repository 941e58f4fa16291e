-- ends in: refused
function string.rep() end function autoscale() end
