-- ends in: runtime
function autoscale() return ('a'):match('a)') end
