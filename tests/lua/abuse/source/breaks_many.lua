-- ends in: ok
-- expand
function autoscale() while true do «2500|do break end » end end
