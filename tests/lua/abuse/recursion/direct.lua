-- ends in: fuel | runtime
function autoscale() return 1 + autoscale() end
