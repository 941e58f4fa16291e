-- ends in: refused
-- expand
function autoscale() «1500|while true do »«1500|end » end
