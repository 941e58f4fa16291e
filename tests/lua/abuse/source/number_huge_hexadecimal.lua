-- ends in: ok
-- expand
function autoscale() local x = 0x«32000|f» end
