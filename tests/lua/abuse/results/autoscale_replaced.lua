-- ends in: ok
function autoscale() autoscale = nil return 'hold' end
