-- ends in: refused
while true do end
function autoscale() end
