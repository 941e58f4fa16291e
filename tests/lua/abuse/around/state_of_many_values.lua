-- ends in: fuel | memory | state
function autoscale() for i = 1, 10000 do state['k' .. i] = i end end
