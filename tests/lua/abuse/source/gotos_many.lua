-- ends in: ok
-- expand
function autoscale() «1300|goto a¤ ::a¤:: » end
