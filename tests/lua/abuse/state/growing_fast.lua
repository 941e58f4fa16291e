-- ends in: fuel | memory
history = {}
function autoscale() while true do history[#history + 1] = {} end end
