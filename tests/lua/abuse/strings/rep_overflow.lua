-- ends in: runtime
function autoscale() return ('xx'):rep(math.maxinteger) end
