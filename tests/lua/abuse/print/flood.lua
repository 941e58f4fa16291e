-- ends in: fuel
function autoscale() while true do print('scaling', 'up') end end
