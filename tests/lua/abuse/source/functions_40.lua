-- ends in: result
-- expand
function autoscale() «40|return function() »«40|end » end
