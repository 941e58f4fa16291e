-- ends in: refused
-- expand
function autoscale() «2500|goto a¤ » end
