-- ends in: refused
function autoscale() return load('while true do end')() end
