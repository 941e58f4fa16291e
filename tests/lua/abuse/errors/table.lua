-- ends in: runtime
function autoscale() error({}) end
