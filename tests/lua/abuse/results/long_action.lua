-- ends in: result
function autoscale() return {action = ('up'):rep(30000)} end
