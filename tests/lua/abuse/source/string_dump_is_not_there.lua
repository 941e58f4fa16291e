-- ends in: runtime
function autoscale() return string.dump(autoscale) end
