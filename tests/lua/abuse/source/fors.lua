-- ends in: refused
-- expand
function autoscale() «1300|for i=1,2 do »«1300|end » end
