-- ends in: ok
-- expand
function autoscale() local x = «32000|9» end
