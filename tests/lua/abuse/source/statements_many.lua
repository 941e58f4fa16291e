-- ends in: ok
-- expand
function autoscale() «32000|;» end
