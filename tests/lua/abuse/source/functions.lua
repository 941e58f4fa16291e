-- ends in: refused
-- expand
function autoscale() «1500|return function() »«1500|end » end
