-- ends in: runtime
-- expand
function autoscale() «250|local l¤ »local x = l1 .. l2 end
