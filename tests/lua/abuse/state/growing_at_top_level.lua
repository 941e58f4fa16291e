-- ends in: refused
history = {}
while true do history[#history + 1] = {} end
function autoscale() end
