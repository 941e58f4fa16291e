-- ends in: fuel
function autoscale() repeat local done = false until done end
