-- ends in: fuel | memory
function autoscale() while true do state[#state + 1] = {} end end
