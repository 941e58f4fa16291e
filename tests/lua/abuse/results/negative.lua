-- ends in: result
function autoscale() return scale.up(-5) end
