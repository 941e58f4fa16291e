-- ends in: refused
-- expand
function autoscale(...) return «32000|.» end
