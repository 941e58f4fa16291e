-- ends in: refused
function autoscale() return pcall(history, {}) end
