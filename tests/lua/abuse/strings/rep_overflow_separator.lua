-- ends in: runtime
function autoscale() return (''):rep(math.maxinteger, 'xx') end
