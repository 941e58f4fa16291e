-- ends in: ok
-- expand
function autoscale() local x = 1e«32000|9» end
