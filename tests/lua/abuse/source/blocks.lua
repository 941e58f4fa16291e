-- ends in: refused
-- expand
function autoscale() «4000|do »«4000|end » end
