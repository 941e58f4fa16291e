-- ends in: ok
-- expand
function autoscale() local x = 0x«16000|f».«16000|f»p«100|9» end
