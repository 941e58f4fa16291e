-- ends in: refused
-- expand
function autoscale() «300|local a¤ » end
