-- ends in: refused
-- expand
function autoscale() «60|if function() »«60|end then end » end
